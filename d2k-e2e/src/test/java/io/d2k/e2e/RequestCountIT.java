package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.ApiRelay;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Reads come from memory, also while the API server is away. Every byte to the API server passes a relay. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RequestCountIT {
    private static ApiRelay relay;
    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        relay = ApiRelay.start();
        server = D2kServer.startOn(relay.kubeconfig(), namespace);
        docker = new Docker(server.host());
        docker.runDetached("up", "echo up; sleep 3000");
        docker.run("run", "--name", "over", "busybox", "sh", "-c", "exit 3").exits(3);
        docker.awaitLog("up", "up");
    }

    @AfterAll
    static void stop() {
        relay.mend();
        docker.removeAll();
        try (Namespace ended = namespace;
                ApiRelay closed = relay) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void whatChangesSomethingIsSeenByTheRelay() {
        relay.forget();
        docker.ok("create", "--name", "fresh", "busybox", "true");

        assertTrue(
                relay.requests().stream().anyMatch(line -> line.startsWith("POST ")),
                () -> "requests: " + relay.requests());
    }

    @Test
    @Order(2)
    void psAndInspectCostNoRequest() {
        relay.forgetAfterSilence();
        for (int i = 0; i < 10; i++) {
            docker.ok("ps", "-a");
            docker.ok("ps", "--filter", "status=running", "--no-trunc");
            docker.ok("inspect", "up", "over", "fresh");
            docker.ok("container", "inspect", "up");
            assertEquals("3", docker.ok("wait", "over"));
        }

        assertEquals(List.of(), relay.requests());
        assertEquals(0, relay.bytesSent());
    }

    @Test
    @Order(3)
    void aLostApiServerIsNoticedAndFoundAgain() {
        String before = docker.ok("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}");
        relay.cut();

        assertEquals(before, docker.ok("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}"));
        assertEquals("running", docker.status("up"));
        docker.run("exec", "up", "true").exits(1);

        relay.mend();
        Eventually.equal(
                0,
                Docker.LIMIT,
                () -> docker.run("run", "--rm", "busybox", "true").exitCode());
        docker.ok("kill", "up");
        docker.awaitStatus("up", "exited");
    }
}
