package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Translate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code d2k translate} for swarms: it prints what a d2k in swarm mode makes, which runs, and is taken over. */
class TranslateSwarmIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String STACK = """
            version: "3.9"
            services:
              web:
                image: busybox
                command: ["sh", "-c", "mkdir /www; cat /run/secrets/key /greeting > /www/index.html; exec httpd -f -p 80 -h /www"]
                ports: ["18090:80"]
                networks: {front: {aliases: [site]}}
                secrets: [key]
                configs: [{source: greeting, target: /greeting}]
                healthcheck: {test: "true", interval: 5s}
                deploy:
                  replicas: 2
                  labels: {a: b}
                  resources: {limits: {memory: 64M}}
                  update_config: {order: start-first, parallelism: 1}
              agent:
                image: busybox
                command: ["sleep", "1000"]
                deploy: {mode: global}
                volumes: ["kept:/kept", {type: tmpfs, target: /scratch}]
                networks: [front]
              probe:
                image: busybox
                command: ["sh", "-c", "until wget -qO- http://site/; do sleep 1; done; echo; sleep 1000"]
                networks: [front]
              once:
                image: busybox
                command: ["true"]
                deploy: {replicas: 2, restart_policy: {condition: none}}
            networks: {front: {}}
            volumes: {kept: {driver_opts: {size: 2g}}}
            secrets: {key: {file: key.txt}}
            configs: {greeting: {file: greeting.txt}}
            """;

    private static String stack(Path folder) throws IOException {
        Files.writeString(folder.resolve("key.txt"), "s3cret ");
        Files.writeString(folder.resolve("greeting.txt"), "hello");
        return Files.writeString(folder.resolve("stack.yaml"), STACK).toString();
    }

    @Test
    void printsWhatTheServerMakesOfAStack(@TempDir Path folder) throws IOException {
        String file = stack(folder);
        try (Namespace namespace = Namespace.create();
                D2kServer server = swarm(namespace)) {
            Map<String, String> expected =
                    Translate.shapes(namespace, Translate.text(namespace, "--swarm", "-f", file, "-p", "shop"));
            Docker docker = new Docker(server.host());
            docker.ok("stack", "deploy", "--resolve-image", "never", "-c", file, "shop");

            assertMade(namespace, expected);
        }
    }

    @Test
    void printsWhatTheServerMakesOfACommandLine() {
        List<String> line = List.of(
                "service",
                "create",
                "-d",
                "--no-resolve-image",
                "--name",
                "one",
                "--replicas",
                "2",
                "-p",
                "18091:80",
                "--constraint",
                "node.labels.zone!=none",
                "--mount",
                "type=volume,src=data,dst=/data",
                "--limit-cpu",
                "0.5",
                "--stop-grace-period",
                "3s",
                "-e",
                "SLOT={{.Service.Name}}",
                "--env",
                "A=b",
                "--user",
                "5:6",
                "--hostname",
                "box",
                "--cap-drop",
                "ALL",
                "--restart-delay",
                "1s",
                "busybox",
                "sleep",
                "1000");
        try (Namespace namespace = Namespace.create();
                D2kServer server = swarm(namespace)) {
            Map<String, String> expected = Translate.shapes(
                    namespace,
                    Translate.text(
                            namespace,
                            Stream.concat(Stream.of("--", "docker"), line.stream())
                                    .toArray(String[]::new)));
            new Docker(server.host()).ok(line.toArray(String[]::new));

            assertMade(namespace, expected);
        }
    }

    private static D2kServer swarm(Namespace namespace) {
        return D2kServer.start(namespace, "--cluster-dns", "kubernetes", "--swarm-mode", "true");
    }

    private static void assertMade(Namespace namespace, Map<String, String> expected) {
        Eventually.holds(
                "all is made",
                LIMIT,
                () -> Translate.made(namespace, expected).keySet().equals(expected.keySet()));
        assertEquals(Translate.lines(expected), Translate.lines(Translate.made(namespace, expected)));
    }

    @Test
    void whatItPrintsRunsAndBelongsToAd2kThatComesLater(@TempDir Path folder) throws IOException {
        String file = stack(folder);
        try (Namespace namespace = Namespace.create()) {
            namespace.apply(Translate.text(namespace, "--swarm", "-f", file, "-p", "shop", "--publish", "clusterip"));
            Eventually.holds(
                    "the probe finds the servers by their alias",
                    LIMIT,
                    () -> namespace
                            .kubectl("logs", "deployment/shop-probe", "--tail=-1")
                            .stdout()
                            .contains("s3cret hello"));
            String before = pods(namespace);
            try (D2kServer server = swarm(namespace)) {
                Docker docker = new Docker(server.host());
                Eventually.holds(
                        "all tasks are seen",
                        LIMIT,
                        () -> replicas(docker, "shop_web").equals("2/2"));
                assertEquals(
                        "shop_agent\nshop_once\nshop_probe\nshop_web",
                        docker.ok("stack", "services", "--format", "{{.Name}}", "shop")
                                .lines()
                                .sorted()
                                .reduce((a, b) -> a + "\n" + b)
                                .orElse(""));
                assertEquals(before, pods(namespace), "no task was replaced");
                assertEquals(
                        "shop_key",
                        docker.ok("secret", "ls", "--format", "{{.Name}}").strip());
                docker.ok("service", "scale", "-d", "shop_web=3");
                Eventually.holds(
                        "it is scaled",
                        LIMIT,
                        () -> replicas(docker, "shop_web").equals("3/3"));
                docker.ok("service", "update", "-d", "--env-add", "A=b", "shop_web");
                Eventually.holds(
                        "it is updated",
                        LIMIT,
                        () -> docker.ok("service", "inspect", "-f", "{{.UpdateStatus.State}}", "shop_web")
                                .strip()
                                .equals("completed"));
                docker.ok("stack", "rm", "shop");
                Eventually.holds("nothing is left", LIMIT, () -> pods(namespace).isEmpty());
                assertEquals("", docker.ok("service", "ls", "-q").strip());
                assertEquals("", docker.ok("secret", "ls", "-q").strip());
                String left = namespace
                        .kubectl(
                                "get",
                                "deployments,daemonsets,secrets",
                                "-o",
                                "name",
                                "-l",
                                "app.kubernetes.io/managed-by=d2k")
                        .stdout();
                assertEquals("", left.strip());
            }
        }
    }

    private static String replicas(Docker docker, String service) {
        return docker.ok("service", "ls", "--filter", "name=" + service, "--format", "{{.Replicas}}")
                .strip();
    }

    private static String pods(Namespace namespace) {
        return namespace
                .kubectl("get", "pods", "-l", "d2k.io/kind=task", "-o", "name", "--sort-by=.metadata.name")
                .stdout()
                .strip();
    }

    @Test
    void theSameInputGivesTheSameOutput(@TempDir Path folder) throws IOException {
        String file = stack(folder);
        try (Namespace namespace = Namespace.create()) {
            String once = Translate.text(namespace, "--swarm", "-f", file, "-p", "shop");
            assertTrue(once.contains("kind: DaemonSet"), once);
            assertEquals(once, Translate.text(namespace, "--swarm", "-f", file, "-p", "shop"));
        }
    }
}
