package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.ApiRelay;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a swarm comes from memory. Every byte to the API server passes a relay. */
class SwarmRequestCountIT {
    private static ApiRelay relay;
    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @BeforeAll
    static void deploy(@TempDir Path dir) throws IOException {
        namespace = Namespace.create();
        relay = ApiRelay.start();
        server = D2kServer.startOn(relay.kubeconfig(), namespace, "--swarm-mode", "true");
        docker = new Docker(server.host());
        Path file = Files.writeString(dir.resolve("stack.yml"), """
                version: "3.8"
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_grace_period: 1s
                    deploy: {replicas: 3}
                """);
        docker.ok("stack", "deploy", "-c", file.toString(), "s");
        docker.ok("service", "create", "--name", "job", "--mode", "replicated-job", "busybox", "true");
        Eventually.equal(
                "3/3", Docker.LIMIT, () -> docker.ok("service", "ls", "-f", "name=s_web", "--format", "{{.Replicas}}"));
    }

    @AfterAll
    static void stop() {
        docker.run("stack", "rm", "s");
        docker.run("service", "rm", "job");
        try (Namespace ended = namespace;
                ApiRelay closed = relay) {
            server.close();
        }
    }

    @Test
    void listsOfServicesTasksStacksAndNodesCostNoRequest() {
        relay.forgetAfterSilence();
        for (int i = 0; i < 5; i++) {
            assertTrue(docker.ok("service", "ls").contains("3/3"));
            docker.ok("service", "ps", "s_web", "job");
            docker.ok("service", "inspect", "s_web");
            docker.ok("stack", "ls");
            docker.ok("stack", "ps", "s");
            docker.ok("stack", "services", "s");
            docker.ok("node", "ls");
            docker.ok("node", "ps", "self");
            docker.ok("secret", "ls");
            docker.ok("config", "ls");
            docker.ok("network", "ls");
            docker.ok("info");
        }

        assertEquals(List.of(), relay.requests());
        assertEquals(0, relay.bytesSent());

        docker.ok("service", "scale", "-d", "s_web=2");
        assertTrue(
                relay.requests().stream().anyMatch(line -> line.startsWith("PUT ")), "what changes something is seen");
    }
}
