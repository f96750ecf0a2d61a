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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code d2k translate}: what it prints is what the server makes, is accepted by Kubernetes, and runs. */
class TranslateIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String COMPOSE = """
            name: shop
            services:
              web:
                image: busybox
                restart: always
                command: ["httpd", "-f", "-p", "80", "-h", "/www"]
                ports: ["18080:80"]
                volumes: ["pages:/www"]
                mem_limit: 64m
                networks: {front: {aliases: [site]}}
              probe:
                image: busybox
                command: ["sh", "-c", "until wget -qO- http://site/ >/dev/null 2>&1 || wget -S http://site/ 2>&1 | grep -q 404; do sleep 1; done; echo found"]
                networks: [front]
            networks: {front: {}}
            volumes: {pages: {}}
            """;

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("-d", "--name", "plain", "--restart", "always", "busybox", "sleep", "100"),
                List.of("-d", "--name", "once", "busybox", "sh", "-c", "echo a; sleep 100"),
                List.of("-d", "--name", "ports", "-p", "18081:80", "-p", "18082:53/udp", "busybox", "sleep", "100"),
                List.of(
                        "-d",
                        "--name",
                        "full",
                        "--restart",
                        "unless-stopped",
                        "-e",
                        "A=$B",
                        "-w",
                        "/tmp",
                        "-u",
                        "5:6",
                        "-m",
                        "32m",
                        "--cpus",
                        "0.5",
                        "--cap-drop",
                        "ALL",
                        "--read-only",
                        "--tmpfs",
                        "/scratch:size=1m",
                        "-v",
                        "data:/data:ro",
                        "--mount",
                        "type=bind,src=/srv,dst=/host",
                        "--add-host",
                        "db:10.0.0.9",
                        "--hostname",
                        "box",
                        "--health-cmd",
                        "true",
                        "--health-interval",
                        "5s",
                        "--stop-timeout",
                        "3",
                        "--init",
                        "--label",
                        "a.b/c:d=e f",
                        "busybox",
                        "sleep",
                        "100"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void printsWhatTheServerMakesOfACommandLine(List<String> arguments) {
        try (Namespace namespace = Namespace.create();
                D2kServer server = D2kServer.start(namespace, "--cluster-dns", "kubernetes")) {
            List<String> line =
                    Stream.concat(Stream.of("run"), arguments.stream()).toList();
            Map<String, String> expected = Translate.shapes(
                    namespace,
                    Translate.text(
                            namespace,
                            Stream.concat(Stream.of("--", "docker"), line.stream())
                                    .toArray(String[]::new)));
            Docker docker = new Docker(server.host());
            docker.ok(line.toArray(String[]::new));

            assertEquals(Translate.lines(expected), Translate.lines(Translate.made(namespace, expected)));
        }
    }

    @Test
    void printsWhatTheServerMakesOfAComposeFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("compose.yaml"), COMPOSE);
        try (Namespace namespace = Namespace.create();
                D2kServer server = D2kServer.start(namespace, "--cluster-dns", "kubernetes")) {
            Map<String, String> expected =
                    Translate.shapes(namespace, Translate.text(namespace, "-f", file.toString()));
            Docker docker = new Docker(server.host());
            org.junit.jupiter.api.Assumptions.assumeTrue(
                    docker.run("compose", "version").exitCode() == 0, "docker compose is not installed");
            docker.ok("compose", "-f", file.toString(), "up", "-d");

            assertEquals(Translate.lines(expected), Translate.lines(Translate.made(namespace, expected)));
        }
    }

    @Test
    void whatItPrintsRuns() {
        try (Namespace namespace = Namespace.create()) {
            namespace.apply(Translate.piped(namespace, COMPOSE, "-f", "-", "--publish", "clusterip"));
            Eventually.holds(
                    "the probe finds the server by its alias",
                    LIMIT,
                    () -> namespace
                            .kubectl("logs", "-l", "d2k.io/kind=pod", "--tail=-1")
                            .stdout()
                            .contains("found"));
            // a d2k that comes later takes all of it for its own
            try (D2kServer server = D2kServer.start(namespace)) {
                Docker docker = new Docker(server.host());
                assertTrue(docker.ok("ps", "--format", "{{.Names}}").contains("shop-web-1"));
                docker.ok("stop", "-t", "1", "shop-web-1");
                docker.ok("start", "shop-web-1");
                docker.ok("rm", "-f", "shop-web-1", "shop-probe-1");
                assertEquals("", docker.ok("ps", "-aq"));
            }
        }
    }

    @Test
    void theSameInputGivesTheSameOutput() {
        try (Namespace namespace = Namespace.create()) {
            String once = Translate.piped(namespace, COMPOSE, "-f", "-");
            assertEquals(once, Translate.piped(namespace, COMPOSE, "-f", "-"));
        }
    }
}
