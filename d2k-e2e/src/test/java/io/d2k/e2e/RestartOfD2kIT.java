package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All state is in the cluster: d2k may end at any time and finds everything again. */
class RestartOfD2kIT {
    private static final String UNTIL_GO = "echo up; until [ -e /go ]; do sleep 0.1; done; echo gone; exit 4";

    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        server = D2kServer.start(namespace);
        docker = new Docker(server.host());
    }

    @AfterAll
    static void stop() {
        try (Namespace ended = namespace) {
            server.close();
        }
    }

    @AfterEach
    void removeContainers() {
        docker.removeAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "KILL"})
    void idsNamesAndStatesStay(String signal) {
        docker.runDetached("up", "echo up; sleep 300");
        docker.ok("run", "-d", "--restart", "always", "-l", "a=b", "--name", "service", "busybox", "sleep", "300");
        docker.run("run", "--name", "over", "busybox", "sh", "-c", "echo out; exit 3")
                .exits(3);
        docker.ok("create", "--name", "Fresh_one", "busybox", "true");
        docker.runDetached("stopped", "trap 'exit 5' TERM; echo up; while :; do sleep 0.1; done");
        docker.awaitLog("stopped", "up");
        docker.ok("stop", "stopped");
        String before = everything();

        restart(signal);

        assertEquals(before, everything());
        assertEquals("b", docker.inspect("service", "{{.Config.Labels.a}}"));
        assertEquals("out", docker.ok("logs", "over"));
        assertEquals("here", docker.ok("exec", "up", "echo", "here"));
        docker.ok("start", "Fresh_one");
        docker.ok("start", "stopped");
        docker.ok("kill", "up");
        docker.awaitStatus("up", "exited");
    }

    @Test
    void streamsEndAndCanBeTakenUpAgain() {
        docker.runDetached("talk", UNTIL_GO);
        try (Program logs = docker.start("logs", "-f", "talk")) {
            logs.awaitOutput("up", Docker.LIMIT);
            server.stop();
            logs.await(Docker.LIMIT);
        }
        server.start();

        try (Program logs = docker.start("logs", "-f", "talk");
                Program wait = docker.start("wait", "talk")) {
            logs.awaitOutput("up", Docker.LIMIT);
            docker.ok("exec", "talk", "touch", "/go");
            assertEquals("up\ngone\n", logs.await(Docker.LIMIT).exits(0).stdout());
            assertEquals("4\n", wait.await(Docker.LIMIT).exits(0).stdout());
        }
    }

    @Test
    void whatEndedMeanwhileIsKnownAfterwards() {
        String kept = docker.runDetached("kept", UNTIL_GO);
        String brief = docker.ok("run", "-d", "--rm", "--name", "brief", "busybox", "sh", "-c", UNTIL_GO);
        String keptPod = namespace.podOf(kept);
        String briefPod = namespace.podOf(brief);
        server.kill();
        for (String pod : new String[] {keptPod, briefPod}) {
            namespace.kubectl("exec", pod, "--", "touch", "/go").exits(0);
            Eventually.equal(
                    "Failed",
                    Docker.LIMIT,
                    () -> namespace
                            .kubectl("get", "pod", pod, "-o", "jsonpath={.status.phase}")
                            .text());
        }
        server.start();

        assertEquals("exited 4", docker.inspect("kept", "{{.State.Status}} {{.State.ExitCode}}"));
        assertEquals("up\ngone", docker.ok("logs", "kept"));
        Eventually.equal("kept", Docker.LIMIT, () -> docker.ok("ps", "-a", "--format", "{{.Names}}"));
    }

    @Test
    void aClientThatWaitsIsToldWhenTheServerGoes() {
        docker.runDetached("up", "sleep 300");
        try (Program wait = docker.start("wait", "up");
                Program events = docker.start("events")) {
            Eventually.holds(
                    "the wait arrived", Docker.LIMIT, () -> server.process().clientSockets() >= 2);
            server.stop();
            wait.await(Docker.LIMIT);
            events.await(Docker.LIMIT);
        } finally {
            server.start();
        }
        assertEquals("running", docker.status("up"), "only the server went");
    }

    @Test
    void ctrlCEndsTheServerCleanly() {
        Outcome outcome = server.stop();
        try {
            assertFalse(Files.exists(server.socket()), "the unix socket is removed");
            assertTrue(outcome.exitCode() == 0 || outcome.exitCode() == 143, outcome::toString);
            assertFalse(outcome.stderr().contains("Exception"), outcome::toString);
        } finally {
            server.start();
        }
    }

    private static void restart(String signal) {
        if (signal.equals("TERM")) {
            server.stop();
        } else {
            server.kill();
        }
        server.start();
    }

    private static String everything() {
        return docker.ok(
                "ps",
                "-a",
                "--no-trunc",
                "--format",
                "{{.ID}} {{.Names}} {{.Image}} {{.Command}} {{.State}} {{.CreatedAt}}");
    }
}
