package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** d2k is killed in the middle of what it does for a swarm: nothing is lost, nothing is doubled, and it goes on. */
class SwarmKillsIT {
    private static final String STACK = """
            version: "3.8"
            services:
              web:
                image: busybox
                command: [sleep, "1000"]
                environment: {V: "VERSION"}
                stop_grace_period: 1s
                networks: [front]
                ports: ["18098:80"]
                volumes: ["data:/data"]
                configs: [ini]
                deploy: {replicas: 3, update_config: {monitor: 1s, parallelism: 1}}
              once:
                image: busybox
                command: [sleep, "1000"]
                environment: {V: "VERSION"}
                stop_grace_period: 1s
                networks: [front]
                deploy: {replicas: 2, restart_policy: {condition: none}, update_config: {monitor: 1s}}
            networks: {front: {}}
            volumes: {data: {}}
            configs: {ini: {file: ./ini}}
            """;

    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        Cluster.assumeLocal();
        namespace = Namespace.create();
        server = D2kServer.start(namespace, "--swarm-mode", "true");
        docker = new Docker(server.host());
    }

    @AfterAll
    static void stop() {
        if (namespace != null) {
            try (Namespace ended = namespace) {
                server.close();
            }
        }
    }

    @AfterEach
    void removeTheStack() {
        docker.run("stack", "rm", "s");
        Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-q"));
        docker.run("volume", "rm", "s_data");
    }

    private String[] deploy(String version) throws IOException {
        Files.writeString(dir.resolve("ini"), "a=b");
        Path file = Files.writeString(dir.resolve("stack.yml"), STACK.replace("VERSION", version));
        return new String[] {"stack", "deploy", "-c", file.toString(), "s"};
    }

    private static void deployed(String version) {
        Eventually.equal(
                "s_once 2/2\ns_web 3/3",
                Docker.LIMIT,
                () -> docker.ok("service", "ls", "--format", "{{.Name}} {{.Replicas}}")
                        .lines()
                        .sorted()
                        .collect(Collectors.joining("\n")));
        Eventually.equal(Set.of(version), Docker.LIMIT, SwarmKillsIT::versions);
        // each task once, when those that were replaced have ended
        Eventually.equal(
                List.of("s_once.1", "s_once.2", "s_web.1", "s_web.2", "s_web.3"),
                Docker.LIMIT,
                () -> docker.ok("ps", "--format", "{{.Names}}")
                        .lines()
                        .map(name -> name.substring(0, name.lastIndexOf('.')))
                        .sorted()
                        .toList());
        assertEquals(
                "s_front",
                docker.ok("network", "ls", "--filter", "label=com.docker.stack.namespace=s", "--format", "{{.Name}}"));
        assertEquals("s_ini", docker.ok("config", "ls", "--format", "{{.Name}}"));
        assertEquals("s_data", docker.ok("volume", "ls", "-q"));
    }

    /** What the running containers were made of; a container that ends meanwhile is no matter. */
    private static Set<String> versions() {
        return docker.run("ps", "-q").lines().stream()
                .map(id -> docker.run("inspect", "-f", "{{range .Config.Env}}{{println .}}{{end}}", id))
                .filter(outcome -> outcome.exitCode() == 0)
                .flatMap(outcome -> outcome.stdout().lines())
                .filter(line -> line.startsWith("V="))
                .map(line -> line.substring(2))
                .collect(Collectors.toSet());
    }

    private static boolean present(String kind, String selector) {
        return !namespace
                .kubectl("get", kind, "-l", selector, "-o", "name")
                .text()
                .isEmpty();
    }

    /** Kills d2k once the cluster has the first object of a kind, whatever the client says of it, and starts it again. */
    private static void killedAt(String kind, String selector, String... command) {
        try (Program client = docker.start(command)) {
            Eventually.holds(kind + " " + selector, Docker.LIMIT, () -> present(kind, selector));
            server.kill();
            client.await(Docker.LIMIT);
        }
        server.start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configmaps d2k.io/kind=network",
                "configmaps d2k.io/kind=service",
                "persistentvolumeclaims d2k.io/kind=volume",
                "deployments d2k.io/kind=service-workload",
                "services d2k.io/kind=service-ports",
                "pods d2k.io/service=s_once"
            })
    void deployGoesOnWhereItWasBrokenOff(String point) throws IOException {
        String[] place = point.split(" ");
        killedAt(place[0], place[1], deploy("1"));

        docker.ok(deploy("1"));
        deployed("1");
        Set<String> before = docker.ok("ps", "-q").lines().collect(Collectors.toSet());
        docker.ok(deploy("1"));
        deployed("1");
        assertEquals(
                before, docker.ok("ps", "-q").lines().collect(Collectors.toSet()), "the same again changes nothing");
    }

    @Test
    void updateGoesOnWhereItWasBrokenOff() throws IOException {
        docker.ok(deploy("1"));
        deployed("1");
        docker.ok(deploy("2"));
        server.kill();
        server.start();
        Eventually.holds(
                "a first task of the new form", Docker.LIMIT, () -> versions().contains("2"));
        server.kill();
        server.start();

        deployed("2");
        for (String service : List.of("s_web", "s_once")) {
            Eventually.equal(
                    "completed",
                    Docker.LIMIT,
                    () -> docker.ok("service", "inspect", "-f", "{{.UpdateStatus.State}}", service));
        }
    }

    @Test
    void whatIsRemovedStaysRemoved() throws IOException {
        docker.ok(deploy("1"));
        deployed("1");
        try (Program client = docker.start("stack", "rm", "s")) {
            Eventually.holds(
                    "one service has gone",
                    Docker.LIMIT,
                    () -> namespace
                                    .kubectl("get", "configmaps", "-l", "d2k.io/kind=service", "-o", "name")
                                    .text()
                                    .lines()
                                    .count()
                            < 2);
            server.kill();
            client.await(Docker.LIMIT);
        }
        server.start();

        docker.ok("stack", "rm", "s");
        assertEquals("", docker.ok("service", "ls", "-q"));
        Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-q"));
        Eventually.equal(
                "",
                Docker.LIMIT,
                () -> namespace
                        .kubectl(
                                "get",
                                "deployments,pods,services,endpoints",
                                "-l",
                                "app.kubernetes.io/managed-by=d2k",
                                "-o",
                                "name")
                        .text());
        assertTrue(docker.ok("volume", "ls", "-q").contains("s_data"), "volumes outlive their stack");
    }
}
