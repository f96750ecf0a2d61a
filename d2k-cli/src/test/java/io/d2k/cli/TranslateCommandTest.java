package io.d2k.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

class TranslateCommandTest {
    private final Path folder;

    TranslateCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private record Result(int code, String out, String err) {
        /** Returns the objects of a kind. */
        List<Map<String, Object>> all(String kind) {
            return StreamSupport.stream(new Yaml().loadAll(out).spliterator(), false)
                    .map(TranslateCommandTest::map)
                    .filter(m -> m.get("kind").equals(kind))
                    .toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Object at(Object tree, Object... path) {
        Object value = tree;
        for (Object step : path) {
            value = step instanceof Integer i ? ((List<?>) value).get(i) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    private static Result translate(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine("translate");
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("translate"));
        all.addAll(List.of(arguments));
        return new Result(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("compose.yaml"), text).toString();
    }

    @Test
    void aServiceIsADeploymentWithItsServices() {
        Result result = translate("-n", "shop", "--", "docker", "run", "-d", "-p", "8080:80", "--name", "web", "nginx");

        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        Map<String, Object> deployment = result.all("Deployment").getFirst();
        assertEquals("web", at(deployment, "metadata", "name"));
        assertEquals("shop", at(deployment, "metadata", "namespace"));
        assertEquals(1, at(deployment, "spec", "replicas"));
        assertEquals("1", at(deployment, "metadata", "annotations", "d2k.io/run"));
        assertEquals("nginx:latest", at(deployment, "spec", "template", "spec", "containers", 0, "image"));
        Map<String, Object> service = result.all("Service").getFirst();
        assertEquals("LoadBalancer", at(service, "spec", "type"));
        assertEquals(8080, at(service, "spec", "ports", 0, "port"));
        assertTrue(!result.out().contains("uid:") && !result.out().contains("1970"), result::out);
        assertTrue(!result.out().contains("ownerReferences") && !result.out().contains("status:"), result::out);
    }

    @Test
    void whatRunsOnceIsARecordAndItsPod() {
        Result result = translate("docker", "run", "busybox", "sh", "-c", "true");

        assertEquals(0, result.code(), result.err());
        Object template = result.all("PodTemplate").getFirst();
        Object pod = result.all("Pod").getFirst();
        assertEquals(at(template, "template", "spec"), at(pod, "spec"));
        assertEquals("Never", at(pod, "spec", "restartPolicy"));
    }

    @Test
    void whatIsOnlyCreatedDoesNotRun() {
        Result result = translate("--", "docker", "create", "--restart", "always", "-p", "80:80", "nginx");

        assertEquals(0, at(result.all("Deployment").getFirst(), "spec", "replicas"));
        assertEquals(List.of(), result.all("Service"));
    }

    @Test
    void theSameInputGivesTheSameOutput() throws IOException {
        String file = file("""
                services:
                  a: {image: x, volumes: [/anonymous, "data:/d"], networks: [n]}
                  b: {image: y, ports: ["80"], scale: 2, networks: [n]}
                networks: {n: {}}
                volumes: {data: {}}
                """);

        assertEquals(translate("-f", file).out(), translate("-f", file).out());
    }

    @Test
    void namesAreServicesThatSelectThoseWhoHaveThem() throws IOException {
        Result result = translate("-f", file("services: {one: {image: x}, many: {image: y, scale: 2}}"));

        Map<String, Object> one = service(result, "one");
        assertEquals("None", at(one, "spec", "clusterIP"));
        Object selected = at(one, "spec", "selector", "d2k.io/id");
        assertEquals(
                List.of(selected),
                podLabels(result, "d2k.io/id").filter(selected::equals).toList());
        assertEquals("true", at(service(result, "many"), "spec", "selector", "d2k.io/alias-many"));
        assertEquals(
                2, podLabels(result, "d2k.io/alias-many").filter("true"::equals).count());
    }

    private static Map<String, Object> service(Result result, String name) {
        return result.all("Service").stream()
                .filter(s -> name.equals(at(s, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Service " + name + " in " + result.out()));
    }

    private static Stream<Object> podLabels(Result result, String key) {
        return result.all("Deployment").stream()
                .map(d -> Optional.ofNullable(at(d, "spec", "template", "metadata", "labels", key)))
                .flatMap(Optional::stream);
    }

    @Test
    void whatIsRefusedIsLeftOutInTheWordsOfTheServer() throws IOException {
        Result result = translate("-f", file("""
                        services:
                          ok: {image: x}
                          host: {image: y, network_mode: host}
                          nfs: {image: z, volumes: ["share:/s"]}
                        volumes: {share: {driver_opts: {nonsense: "1"}}}
                        """));

        assertEquals(1, result.code());
        assertEquals(1, result.all("Deployment").size());
        assertTrue(result.err().contains("error: service \"host\""), result::err);
        assertTrue(result.err().contains("network mode \"host\" is not available on Kubernetes"), result::err);
        assertTrue(result.err().contains("which is left out"), result::err);
        assertTrue(!result.out().contains("_share"), result::out);
    }

    @Test
    void strictPrintsNothingWhereSomethingIsNotCarriedOver() throws IOException {
        String file = file("services: {a: {image: x, build: .}}");

        assertEquals(0, translate("-f", file).code());
        Result strict = translate("--strict", "-f", file);
        assertEquals(1, strict.code());
        assertEquals("", strict.out());
        assertTrue(strict.err().contains("d2k builds no images"), strict::err);
    }

    @Test
    void filesOfConfigsAreUnpackedBeforeTheProcess() throws IOException {
        Result known = translate(
                "-f",
                file(
                        "services: {a: {image: x, command: [run], entrypoint: [/e], configs: [c]}}\nconfigs: {c: {content: hi}}"));
        assertEquals(0, known.code(), known.err());
        assertEquals(2, known.all("ConfigMap").size());
        Result unknown = translate("-f", file("services: {a: {image: x, configs: [c]}}\nconfigs: {c: {content: hi}}"));
        assertTrue(unknown.err().contains("the file /c is not carried over"), unknown::err);
    }

    @Test
    void externalNetworksAndVolumesAreNotMade() throws IOException {
        Result result = translate("-f", file("""
                        services: {a: {image: x, networks: [n], volumes: ["vol:/v"]}}
                        networks: {n: {external: true, name: theirs}}
                        volumes: {vol: {external: true}}
                        """));

        assertEquals(List.of(), result.all("ConfigMap"));
        assertEquals(List.of(), result.all("PersistentVolumeClaim"));
        String networks = at(result.all("Deployment").getFirst(), "metadata", "annotations", "d2k.io/networks")
                .toString();
        assertTrue(networks.startsWith("[{\"id\":\"\",\"name\":\"theirs\""), networks);
    }

    @Test
    void printsJsonAndFolders() throws IOException {
        Result json = translate("--format", "json", "--", "docker", "run", "-d", "nginx");
        assertEquals("List", at(new Yaml().load(json.out()), "kind"));
        Path target = folder.resolve("out");
        translate("-o", target + "/", "--", "docker", "run", "-d", "-v", "data:/d", "nginx");
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(
                    List.of("001-persistentvolumeclaim-data.yaml", "002-deployment-nginx.yaml"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void explainsWhatBecameWhat() {
        Result result = translate(
                "--explain",
                "--",
                "docker",
                "run",
                "-d",
                "-e",
                "A=1",
                "-m",
                "64m",
                "-p",
                "80:80",
                "-v",
                "/a:/b",
                "nginx");

        for (String row : List.of(
                "HostConfig.Memory +pod: containers\\[main\\].resources",
                "Env +pod: containers\\[main\\].env",
                "HostConfig.PortBindings +Service",
                "HostConfig.Binds +pod: volumes")) {
            assertTrue(result.out().lines().anyMatch(l -> l.matches(row + " .*")), () -> row + " in " + result.out());
        }
    }

    @Test
    void readsARequestOfTheApi() throws IOException {
        Path request = Files.writeString(
                folder.resolve("r.json"),
                "{\"Image\":\"redis\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}}");
        Result result = translate("--json", request.toString(), "--name", "cache");
        assertEquals("cache", at(result.all("Deployment").getFirst(), "metadata", "name"), result.err());
        Files.writeString(request, "{\"Image\": 1}");
        Result wrong = translate("--json", request.toString());
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("cannot unmarshal number"), wrong::err);
        Files.writeString(request, "{");
        assertEquals(2, translate("--json", request.toString()).code());
    }

    @Test
    void wrongUseIsToldInOneLine() throws IOException {
        for (List<String> arguments : List.of(
                List.of("--swarm", "-f", file("services: {a: {image: x}}")),
                List.of("--publish", "tunnel", "--", "docker", "run", "x"),
                List.of("--format", "xml", "--", "docker", "run", "x"),
                List.of("-n", "Not_A_Name", "--", "docker", "run", "x"),
                List.of("-f", "none.yaml"),
                List.of("-f", "none.yaml", "--", "docker", "run", "x"),
                List.of("--", "docker", "run", "--nope", "x"))) {
            Result result = translate(arguments.toArray(String[]::new));
            assertEquals(2, result.code(), arguments::toString);
            assertTrue(result.err().startsWith("d2k: ") && result.out().isEmpty(), result::err);
        }
    }

    /** Files that others have written for another translator: each of their services is printed or spoken of. */
    @Test
    void everyServiceOfTheFilesOfKomposeIsPrintedOrSpokenOf() throws IOException {
        Path shared = shared();
        Assumptions.assumeTrue(Files.isDirectory(shared), "the fixtures are not there");
        List<Path> files;
        try (Stream<Path> all = Files.walk(shared)) {
            files = all.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
        List<String> missing = new ArrayList<>();
        for (Path file : files) {
            Result result = translate("-f", file.toString());
            boolean crashed = result.err().contains("Exception") || result.code() > 2 || result.code() < 0;
            for (String service : services(file)) {
                boolean printed = result.out().contains("com.docker.compose.service\\\":\\\"" + service + "\\\"");
                if (crashed || !printed && !result.err().contains(service)) {
                    missing.add(file + ": " + service + ": " + result.err());
                }
            }
        }
        assertTrue(files.size() > 100, () -> files.size() + " files");
        assertEquals(List.of(), missing);
    }

    private static Path shared() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory.getParent() != null && !Files.isDirectory(directory.resolve("shared/fixtures/kompose"))) {
            directory = directory.getParent();
        }
        return directory.resolve("shared/fixtures/kompose");
    }

    private static List<String> services(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        for (Object document : new Yaml(
                        new org.yaml.snakeyaml.constructor.SafeConstructor(new org.yaml.snakeyaml.LoaderOptions()))
                .loadAll(Files.readString(file))) {
            if (document instanceof Map<?, ?> map && map.get("services") instanceof Map<?, ?> services) {
                services.keySet().forEach(k -> names.add(k.toString()));
            }
        }
        return names;
    }
}
