package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker attach}. */
@ExtendWith(SharedServer.class)
class AttachIT {
    private final Docker docker;
    private final Http http;

    AttachIT(Docker docker, D2kServer server) {
        this.docker = docker;
        this.http = server.http();
    }

    @Test
    void aTerminalThatNobodyIsAttachedToIsResizedToo() {
        docker.ok(
                "run",
                "-d",
                "-t",
                "--name",
                "sized",
                "busybox",
                "sh",
                "-c",
                "until stty size | grep '30 120'; do sleep 0.1; done");
        assertEquals(
                200,
                http.send("POST", "/v1.45/containers/sized/resize?h=30&w=120", "")
                        .status());
        assertEquals("0", docker.ok("wait", "sized"));
    }

    @Test
    void showsWhatIsPrintedFromThenOnAndTakesTheExitCode() {
        docker.runDetached(
                "talk", "echo before; while [ ! -e /go ]; do sleep 0.1; echo tick; done; echo err >&2; exit 6");
        docker.awaitLog("talk", "before");
        try (Program attach = docker.start("attach", "--no-stdin", "talk")) {
            attach.awaitOutput("tick", Docker.LIMIT);
            docker.ok("exec", "talk", "touch", "/go");

            Outcome outcome = attach.await(Docker.LIMIT).exits(6);
            assertTrue(!outcome.stdout().contains("before"), outcome::toString);
            assertEquals("err\n", outcome.stderr());
        }
    }

    /** Repeated, because what is printed right after the attachment is easily lost. */
    @RepeatedTest(4)
    void givesInputToTheProcess() {
        docker.ok("run", "-d", "-i", "--name", "eats", "busybox", "sh", "-c", "read l; echo \"got $l\"; exit 4");

        assertEquals(
                "got food\n", docker.piped("food\n", "attach", "eats").exits(4).stdout());
    }

    @Test
    void severalSeeTheSame() {
        docker.runDetached("talk", "while [ ! -e /go ]; do sleep 0.1; echo tick; done; exit 2");
        try (Program first = docker.start("attach", "--no-stdin", "talk");
                Program second = docker.start("attach", "--no-stdin", "talk")) {
            first.awaitOutput("tick", Docker.LIMIT);
            second.awaitOutput("tick", Docker.LIMIT);
            docker.ok("exec", "talk", "touch", "/go");

            first.await(Docker.LIMIT).exits(2);
            second.await(Docker.LIMIT).exits(2);
        }
    }

    @Test
    void startWithAttachTakesOutputAndExitCode() {
        docker.ok("create", "--name", "later", "busybox", "sh", "-c", "echo ran; exit 4");

        assertEquals("ran\n", docker.run("start", "-a", "later").exits(4).stdout());
    }

    @Test
    void startWithAttachAndInputFeedsTheProcess() {
        docker.ok("create", "-i", "--name", "eats", "busybox", "sh", "-c", "read l; echo $l; exit 6");

        assertEquals(
                "fed\n", docker.piped("fed\n", "start", "-ai", "eats").exits(6).stdout());
    }

    @Test
    void isRefusedWhenNothingRuns() {
        docker.ok("create", "--name", "fresh", "busybox", "true");

        assertTrue(docker.run("attach", "fresh").exits(1).stderr().contains("cannot attach to a stopped container"));
    }

    @Test
    void aClientThatGoesAwayDoesNotDisturbTheContainer() {
        docker.runDetached("talk", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done");
        try (Program attach = docker.start("attach", "--no-stdin", "--sig-proxy=false", "talk")) {
            attach.awaitOutput("\n", Docker.LIMIT);
        }
        String before = docker.ok("logs", "--tail", "1", "talk");

        Eventually.holds(
                "the container prints on",
                Docker.LIMIT,
                () -> !docker.ok("logs", "--tail", "1", "talk").equals(before));
    }
}
