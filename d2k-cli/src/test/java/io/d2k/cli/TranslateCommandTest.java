package io.d2k.cli;

import static io.d2k.cli.Translation.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.cli.Translation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class TranslateCommandTest {
    private final Path folder;

    TranslateCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("compose.yaml"), text).toString();
    }

    @Test
    void aServiceIsADeploymentWithItsServices() {
        Result result =
                Translation.run("-n", "shop", "--", "docker", "run", "-d", "-p", "8080:80", "--name", "web", "nginx");

        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        Map<String, Object> deployment = result.all("Deployment").getFirst();
        assertEquals("web", at(deployment, "metadata", "name"));
        assertEquals("shop", at(deployment, "metadata", "namespace"));
        assertEquals(1, at(deployment, "spec", "replicas"));
        assertEquals("1", at(deployment, "metadata", "annotations", "d2k.io/run"));
        assertEquals(
                "docker.io/library/nginx:latest", at(deployment, "spec", "template", "spec", "containers", 0, "image"));
        Map<String, Object> service = result.all("Service").getFirst();
        assertEquals("LoadBalancer", at(service, "spec", "type"));
        assertEquals(8080, at(service, "spec", "ports", 0, "port"));
        assertTrue(!result.out().contains("uid:") && !result.out().contains("1970"), result::out);
        assertTrue(!result.out().contains("ownerReferences") && !result.out().contains("status:"), result::out);
    }

    @Test
    void whatRunsOnceIsARecordAndItsPod() {
        Result result = Translation.run("docker", "run", "busybox", "sh", "-c", "true");

        assertEquals(0, result.code(), result.err());
        Object template = result.all("PodTemplate").getFirst();
        Object pod = result.all("Pod").getFirst();
        assertEquals(at(template, "template", "spec"), at(pod, "spec"));
        assertEquals("Never", at(pod, "spec", "restartPolicy"));
    }

    @Test
    void withoutANetworkThePodIsCutOff() {
        Result result = Translation.run("docker", "run", "--network", "none", "busybox", "true");

        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("A NetworkPolicy cuts this one off"), result::err);
        Map<String, Object> policy = result.all("NetworkPolicy").getFirst();
        Map<String, Object> pod = result.all("Pod").getFirst();
        assertEquals(
                List.of(at(pod, "metadata", "labels", "d2k.io/id")),
                at(policy, "spec", "podSelector", "matchExpressions", 0, "values"));
        assertEquals("d2k-unplug", at(pod, "spec", "initContainers", 0, "name"));
        // the cluster that it is applied to has a network none of its own
        String again = Translation.run("docker", "run", "--network", "none", "busybox", "true")
                .out();
        assertEquals(again, result.out());
    }

    @Test
    void hostsThatAManifestCannotHaveAreToldOf() {
        Translation.Result result = Translation.run(
                "--",
                "docker",
                "run",
                "--add-host",
                "my_host:10.0.0.1",
                "--add-host",
                "Up:10.0.0.2",
                "busybox",
                "true");
        assertEquals(0, result.code(), result.err());
        String words = "Kubernetes takes no host name such as my_host. It was left out of /etc/hosts.";
        assertTrue(result.err().contains(words), result::err);
        Map<String, Object> record = result.all("PodTemplate").getFirst();
        assertEquals(
                List.of(Map.of("ip", "10.0.0.2", "hostnames", List.of("up"))),
                at(record, "template", "spec", "hostAliases"));
    }

    @Test
    void whatIsOnlyCreatedDoesNotRun() {
        Result result = Translation.run("--", "docker", "create", "--restart", "always", "-p", "80:80", "nginx");

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

        assertEquals(
                Translation.run("-f", file).out(), Translation.run("-f", file).out());
    }

    @Test
    void namesAreServicesThatSelectThoseWhoHaveThem() throws IOException {
        Result result = Translation.run("-f", file("services: {one: {image: x}, many: {image: y, scale: 2}}"));

        Map<String, Object> one = result.one("Service", "one");
        assertEquals("None", at(one, "spec", "clusterIP"));
        Object selected = at(one, "spec", "selector", "d2k.io/id");
        assertEquals(
                List.of(selected),
                podLabels(result, "d2k.io/id").filter(selected::equals).toList());
        assertEquals("true", at(result.one("Service", "many"), "spec", "selector", "d2k.io/alias-many"));
        assertEquals(
                2, podLabels(result, "d2k.io/alias-many").filter("true"::equals).count());
    }

    private static Stream<Object> podLabels(Result result, String key) {
        return result.all("Deployment").stream()
                .map(d -> Optional.ofNullable(at(d, "spec", "template", "metadata", "labels", key)))
                .flatMap(Optional::stream);
    }

    @Test
    void whatIsRefusedIsLeftOutInTheWordsOfTheServer() throws IOException {
        Result result = Translation.run("-f", file("""
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

        assertEquals(0, Translation.run("-f", file).code());
        Result strict = Translation.run("--strict", "-f", file);
        assertEquals(1, strict.code());
        assertEquals("", strict.out());
        assertTrue(strict.err().contains("d2k builds no images"), strict::err);
    }

    @Test
    void filesOfConfigsAreUnpackedBeforeTheProcess() throws IOException {
        Result known = Translation.run(
                "-f",
                file(
                        "services: {a: {image: x, command: [run], entrypoint: [/e], configs: [c]}}\nconfigs: {c: {content: hi}}"));
        assertEquals(0, known.code(), known.err());
        assertEquals(2, known.all("ConfigMap").size());
        Result unknown =
                Translation.run("-f", file("services: {a: {image: x, configs: [c]}}\nconfigs: {c: {content: hi}}"));
        assertTrue(unknown.err().contains("the file /c is not carried over"), unknown::err);
    }

    @Test
    void externalNetworksAndVolumesAreNotMade() throws IOException {
        Result result = Translation.run("-f", file("""
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
        Result json = Translation.run("--format", "json", "--", "docker", "run", "-d", "nginx");
        assertEquals("List", at(new Yaml().load(json.out()), "kind"));
        Path target = folder.resolve("out");
        Translation.run("-o", target + "/", "--", "docker", "run", "-d", "-v", "data:/d", "nginx");
        try (Stream<Path> files = Files.list(target)) {
            assertEquals(
                    List.of("001-persistentvolumeclaim-data.yaml", "002-deployment-nginx.yaml"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void explainsWhatBecameWhat() {
        Result result = Translation.run(
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
        Result result = Translation.run("--json", request.toString(), "--name", "cache");
        assertEquals("cache", at(result.all("Deployment").getFirst(), "metadata", "name"), result.err());
        Files.writeString(request, "{\"Image\": 1}");
        Result wrong = Translation.run("--json", request.toString());
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("cannot unmarshal number"), wrong::err);
        Files.writeString(request, "{");
        assertEquals(2, Translation.run("--json", request.toString()).code());
    }

    @Test
    void wrongUseIsToldInOneLine() throws IOException {
        for (List<String> arguments : List.of(
                List.of("--", "docker", "service", "update", "x"),
                List.of("--", "docker", "stack", "deploy", "shop"),
                List.of("--publish", "tunnel", "--", "docker", "run", "x"),
                List.of("--format", "xml", "--", "docker", "run", "x"),
                List.of("-n", "Not_A_Name", "--", "docker", "run", "x"),
                List.of("-f", "none.yaml"),
                List.of("-f", "none.yaml", "--", "docker", "run", "x"),
                List.of("--", "docker", "run", "--nope", "x"))) {
            Result result = Translation.run(arguments.toArray(String[]::new));
            assertEquals(2, result.code(), arguments::toString);
            assertTrue(result.err().startsWith("d2k: ") && result.out().isEmpty(), result::err);
        }
    }
}
