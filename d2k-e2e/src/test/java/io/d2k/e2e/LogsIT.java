package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker logs}. */
@ExtendWith(SharedServer.class)
class LogsIT {
    private final Docker docker;

    LogsIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void followEndsWithTheContainer() {
        docker.runDetached("talk", "echo one; until [ -e /go ]; do sleep 0.1; done; echo two; exit 7");
        try (Program logs = docker.start("logs", "-f", "talk")) {
            logs.awaitOutput("one", Docker.LIMIT);
            docker.ok("exec", "talk", "touch", "/go");

            assertEquals("one\ntwo\n", logs.await(Docker.LIMIT).exits(0).stdout());
        }
        assertEquals("exited 7", docker.inspect("talk", "{{.State.Status}} {{.State.ExitCode}}"));
        assertEquals("one\ntwo", docker.ok("logs", "-f", "talk"), "it ends at once afterwards");
    }

    @Test
    void followEndsWhenTheContainerIsKilled() {
        docker.runDetached("endless", "echo up; sleep 300");
        try (Program logs = docker.start("logs", "-f", "endless")) {
            logs.awaitOutput("up", Docker.LIMIT);
            docker.ok("kill", "endless");

            logs.await(Docker.LIMIT).exits(0);
        }
    }

    @Test
    void severalFollowersSeeTheSame() {
        docker.runDetached("talk", "echo one; until [ -e /go ]; do sleep 0.1; done; echo two");
        try (Program first = docker.start("logs", "-f", "talk");
                Program second = docker.start("logs", "-f", "talk")) {
            first.awaitOutput("one", Docker.LIMIT);
            second.awaitOutput("one", Docker.LIMIT);
            docker.ok("exec", "talk", "touch", "/go");

            assertEquals("one\ntwo\n", first.await(Docker.LIMIT).exits(0).stdout());
            assertEquals("one\ntwo\n", second.await(Docker.LIMIT).exits(0).stdout());
        }
    }

    @Test
    void tailCountsLines() {
        docker.run(
                        "run",
                        "--name",
                        "counted",
                        "busybox",
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5; do echo $i; done; printf end")
                .exits(0);

        assertEquals("4\n5\nend", docker.ok("logs", "--tail", "3", "counted"));
        assertEquals("", docker.ok("logs", "--tail", "0", "counted"));
        assertEquals("1\n2\n3\n4\n5\nend", docker.ok("logs", "--tail", "100", "counted"));
        assertEquals("1\n2\n3\n4\n5\nend", docker.ok("logs", "--tail", "all", "counted"));
    }

    @Test
    void timestampsAreThoseOfSinceAndUntil() {
        docker.run(
                        "run",
                        "--name",
                        "timed",
                        "busybox",
                        "sh",
                        "-c",
                        "for w in one two three; do echo $w; sleep 0.3; done")
                .exits(0);
        List<String> stamped = docker.run("logs", "-t", "timed").exits(0).lines();
        List<Instant> times =
                stamped.stream().map(line -> Instant.parse(line.split(" ")[0])).toList();

        assertEquals(
                List.of("one", "two", "three"),
                stamped.stream().map(line -> line.split(" ")[1]).toList());
        assertEquals(times.stream().sorted().toList(), times);
        assertEquals("two\nthree", docker.ok("logs", "--since", times.get(1).toString(), "timed"));
        assertEquals("one\ntwo", docker.ok("logs", "--until", times.get(1).toString(), "timed"));
        assertEquals("one\ntwo\nthree", docker.ok("logs", "--since", "10m", "timed"));
        assertEquals("", docker.ok("logs", "--until", "10m", "timed"));
    }

    @Test
    void outputIsKeptOverStopAndStart() {
        docker.run("run", "--name", "twice", "busybox", "sh", "-c", "echo run; echo bad >&2")
                .exits(0);
        docker.run("start", "-a", "twice").exits(0);

        Outcome outcome = docker.run("logs", "twice").exits(0);
        assertEquals("run\nrun\n", outcome.stdout());
        assertEquals("bad\nbad\n", outcome.stderr());
    }

    @Test
    void aServiceThatWasStoppedKeepsItsLog() {
        String script = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done";
        docker.ok("run", "-d", "--restart", "always", "--name", "service", "busybox", "sh", "-c", script);
        docker.awaitLog("service", "up");
        docker.ok("stop", "service");

        assertEquals("up\nbye", docker.ok("logs", "service"));
    }

    @Test
    void keepsStdoutAndStderrApart() {
        docker.run("run", "--name", "apart", "busybox", "sh", "-c", "echo out; echo err >&2")
                .exits(0);

        Outcome outcome = docker.run("logs", "apart").exits(0);
        assertEquals("out\n", outcome.stdout());
        assertEquals("err\n", outcome.stderr());
    }

    @Test
    void isEmptyBeforeTheFirstStart() {
        docker.ok("create", "--name", "fresh", "busybox", "echo", "never");

        assertEquals("", docker.ok("logs", "fresh"));
    }

    @Test
    void bytesAreNotTouched() {
        String script = "printf '\\303\\274 \\342\\202\\254 \\001 tab\\t end\\n'";
        docker.run("run", "--name", "bytes", "busybox", "sh", "-c", script).exits(0);

        assertEquals("ü € \u0001 tab\t end\n", docker.run("logs", "bytes").stdout());
        assertTrue(docker.ok("logs", "-t", "bytes").endsWith("ü € \u0001 tab\t end"));
    }
}
