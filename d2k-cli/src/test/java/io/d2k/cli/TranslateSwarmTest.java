package io.d2k.cli;

import static io.d2k.cli.Translation.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.cli.Translation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code d2k translate} for a swarm. */
class TranslateSwarmTest {
    private static final String STACK = """
            services:
              web:
                image: nginx
                ports: ["8080:80", "8081:81/udp"]
                networks: [front]
                secrets: [key]
                deploy: {replicas: 3}
              agent: {image: agent, deploy: {mode: global}, networks: {front: {aliases: [web]}}}
              once: {image: job, deploy: {mode: replicated-job, replicas: 2}}
            networks: {front: {}}
            secrets: {key: {content: s3cret}}
            """;

    private final Path folder;

    TranslateSwarmTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private String stack(String text) throws IOException {
        return Files.writeString(folder.resolve("stack.yaml"), text).toString();
    }

    @Test
    void servicesAreWorkloadsWithRecordsThatOwnTheirIds() throws IOException {
        Result result = Translation.run("--swarm", "-p", "shop", "-n", "space", "-f", stack(STACK));

        assertEquals(0, result.code(), result.err());
        Map<String, Object> web = result.one("Deployment", "shop-web");
        Object id = at(result.one("ConfigMap", "d2k-service-shop-web"), "metadata", "annotations", "d2k.io/id");
        assertEquals(3, at(web, "spec", "replicas"));
        assertEquals("space", at(web, "metadata", "namespace"));
        assertEquals(id, at(web, "metadata", "annotations", "d2k.io/id"));
        assertEquals(id, at(web, "spec", "template", "metadata", "labels", "d2k.io/id"));
        result.one("DaemonSet", "shop-agent");
        assertEquals(2, result.all("Pod").size());
        assertEquals(
                2,
                result.all("Service").stream()
                        .filter(s -> "LoadBalancer".equals(at(s, "spec", "type")))
                        .count());
        assertTrue(result.err().contains("service \"once\": d2k makes its tasks"), result::err);
        assertFalse(result.out().contains("1970") || result.out().contains("d2k.io/origin"), result::out);
    }

    @Test
    void aSecretIsNamedByItsIdInTheRecordOfItsService() throws IOException {
        Result result = Translation.run("--swarm", "-p", "shop", "-f", stack(STACK));

        Map<String, Object> secret = result.one("Secret", "shop-key");
        assertEquals("czNjcmV0", at(secret, "data", "data"));
        String spec = String.valueOf(at(result.one("ConfigMap", "d2k-service-shop-web"), "data", "spec"));
        Object id = at(secret, "metadata", "annotations", "d2k.io/id");
        assertTrue(spec.contains("\"SecretID\":\"" + id + "\""), spec);
        assertEquals(
                "shop-key",
                at(
                        result.one("Deployment", "shop-web"),
                        "spec",
                        "template",
                        "spec",
                        "volumes",
                        0,
                        "secret",
                        "secretName"));
    }

    @Test
    void aNameThatTwoServicesShareSelectsTheTasksOfBoth() throws IOException {
        Result result = Translation.run("--swarm", "-p", "shop", "-f", stack(STACK));

        assertEquals("true", at(result.one("Service", "web"), "spec", "selector", "d2k.io/alias-web"));
        for (String[] workload : new String[][] {{"Deployment", "shop-web"}, {"DaemonSet", "shop-agent"}}) {
            assertEquals(
                    "true",
                    at(
                            result.one(workload[0], workload[1]),
                            "spec",
                            "template",
                            "metadata",
                            "labels",
                            "d2k.io/alias-web"));
        }
        assertTrue(
                String.valueOf(at(result.one("Service", "agent"), "spec", "selector"))
                        .contains("d2k.io/id"),
                result::out);
    }

    @Test
    void whatIsExternalIsNotPrintedAndNotNamedById() throws IOException {
        Result result = Translation.run("--swarm", "-p", "shop", "-f", stack("""
                services: {a: {image: x, networks: [n], secrets: [s], configs: [c], volumes: ["vol:/v"]}}
                networks: {n: {external: true, name: theirs}}
                secrets: {s: {external: true, name: their-key}}
                configs: {c: {external: true}}
                volumes: {vol: {external: true}}
                """));

        assertEquals(0, result.code(), result.err());
        assertEquals(List.of(), result.all("Secret"));
        assertEquals(List.of(), result.all("PersistentVolumeClaim"));
        Map<String, Object> record = result.all("ConfigMap").getFirst();
        assertEquals(1, result.all("ConfigMap").size());
        assertTrue(String.valueOf(at(record, "data", "spec")).contains("\"SecretID\":\"\""), record::toString);
        assertTrue(
                String.valueOf(at(record, "data", "state")).contains("{\"id\":\"\",\"name\":\"theirs\""),
                record::toString);
    }

    @Test
    void theNetworksOfNodesAreThere() throws IOException {
        Result bridge = Translation.run("--swarm", "-p", "shop", "-f", stack("""
                services: {a: {image: x, networks: [nodes]}}
                networks: {nodes: {external: true, name: bridge}}
                """));
        assertEquals("", bridge.err());
        assertEquals(1, bridge.all("Deployment").size());

        Result host = Translation.run("--swarm", "-p", "shop", "-f", stack("""
                services: {a: {image: x, networks: [nodes]}}
                networks: {nodes: {external: true, name: host}}
                """));
        assertEquals(
                List.of("error: service \"a\" is left out: network \"host\" is not available on Kubernetes:"
                        + " publish ports in mode host instead"),
                host.err().lines().toList());
    }

    @Test
    void aCommandLineAndARequestAreTheSameService() throws IOException {
        Result line = Translation.run("--", "docker", "service", "create", "--name", "web", "--replicas", "2", "nginx");
        assertEquals(2, at(line.one("Deployment", "web"), "spec", "replicas"), line.err());
        Path request = Files.writeString(
                folder.resolve("r.json"),
                "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"nginx:latest\"}},"
                        + "\"Mode\":{\"Replicated\":{\"Replicas\":2}}}");
        Result json = Translation.run("--swarm", "--json", request.toString());
        assertEquals(
                at(line.one("Deployment", "web"), "spec", "template"),
                at(json.one("Deployment", "web"), "spec", "template"),
                json.err());
    }

    @Test
    void aCommandLineOfAStackIsItsFiles() throws IOException {
        String file = stack(STACK);
        assertEquals(
                Translation.run("--swarm", "-p", "shop", "-f", file).out(),
                Translation.run("--", "docker", "stack", "deploy", "-c", file, "shop")
                        .out());
    }

    @Test
    void whatIsRefusedIsLeftOutInTheWordsOfTheServer() throws IOException {
        Result result = Translation.run("--swarm", "-p", "shop", "-f", stack("""
                services:
                  ok: {image: x}
                  two: {image: x, ports: ["80:80"], deploy: {endpoint_mode: dnsrr}}
                """));

        assertEquals(1, result.code());
        assertTrue(
                result.err().contains("error: service \"two\" is left out: rpc error: code = InvalidArgument"),
                result::err);
        assertEquals(1, result.all("Deployment").size());
    }

    @Test
    void explainsWhatOfAServiceBecameWhat() {
        Result result = Translation.run(
                "--explain",
                "--",
                "docker",
                "service",
                "create",
                "--replicas",
                "2",
                "-e",
                "A=1",
                "-p",
                "80:80",
                "nginx");

        for (String row : List.of(
                "TaskTemplate.ContainerSpec.Env +pod: containers\\[main\\].env",
                "Mode.Replicated.Replicas +Deployment: replicas",
                "EndpointSpec.Ports +Service")) {
            assertTrue(result.out().lines().anyMatch(l -> l.matches(row + " .*")), () -> row + " in " + result.out());
        }
    }
}
