package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker exec}. */
@ExtendWith(SharedServer.class)
class ExecIT {
    private final Docker docker;

    ExecIT(Docker docker) {
        this.docker = docker;
    }

    @BeforeEach
    void runBox() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "-e",
                "KEEP=1",
                "-e",
                "OVER=old",
                "-w",
                "/tmp",
                "busybox",
                "sleep",
                "300");
    }

    @Test
    void hasTheVariablesOfTheContainerAndNoOthers() {
        String names = docker.ok("exec", "box", "env").replaceAll("=.*", "");

        assertEquals(Set.of("HOME", "HOSTNAME", "KEEP", "OVER", "PATH"), Set.of(names.split("\n")));
        assertEquals("5", docker.ok("exec", "-e", "KUBERNETES_PORT=5", "box", "sh", "-c", "echo $KUBERNETES_PORT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 255})
    void endsWithTheExitCodeOfTheProcess(int code) {
        docker.run("exec", "box", "sh", "-c", "exit " + code).exits(code);
    }

    /** Nodes drop what nobody has fetched some seconds after the end of the process. */
    @Test
    void outputWaitsForWhoTakesItLate() {
        String line = "docker exec box head -c 20000000 /dev/zero | (sleep 6; wc -c)";

        assertEquals("20000000", docker.shell(line).exits(0).text());
    }

    @Test
    void keepsStdoutAndStderrApart() {
        Outcome outcome = docker.run("exec", "box", "sh", "-c", "echo out; echo err >&2; exit 9")
                .exits(9);

        assertEquals("out\n", outcome.stdout());
        assertEquals("err\n", outcome.stderr());
    }

    @Test
    void losesNothingOfMuchOutput() {
        assertEquals(
                IntStream.rangeClosed(1, 50_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n", "", "\n")),
                docker.run("exec", "box", "seq", "1", "50000").exits(0).stdout());
    }

    @Test
    void takesEnvironmentDirectoryAndUserForItselfAlone() {
        assertEquals(
                List.of("1 new a b=c", "/etc"),
                docker.run(
                                "exec",
                                "-e",
                                "OVER=new",
                                "-e",
                                "MORE=a b=c",
                                "-w",
                                "/etc",
                                "box",
                                "sh",
                                "-c",
                                "echo $KEEP $OVER $MORE; pwd")
                        .exits(0)
                        .lines());
        assertEquals(
                List.of("1 old []", "/tmp"),
                docker.run("exec", "box", "sh", "-c", "echo $KEEP $OVER [$MORE]; pwd")
                        .exits(0)
                        .lines());
        assertEquals("12 34", docker.ok("exec", "-u", "12:34", "box", "sh", "-c", "echo $(id -u) $(id -g)"));
    }

    @Test
    void aUserHasTheGroupsAndTheHomeOfItsEntries() {
        docker.ok("exec", "box", "sh", "-c", "echo bob:x:71:72::/home/bob:/bin/false >>/etc/passwd");
        docker.ok("exec", "box", "sh", "-c", "printf 'bobs:x:72:\\ncrew:x:73:root,bob\\n' >>/etc/group");
        assertEquals("-a -c --", docker.ok("exec", "-u", "bob", "box", "echo", "-a", "-c", "--"));
        for (String user : List.of("bob", "71")) {
            assertEquals(
                    "71 72 72 73 /home/bob",
                    docker.ok("exec", "-u", user, "box", "sh", "-c", "echo $(id -u; id -g; id -G) $HOME"));
        }
        assertEquals(
                "71 5 /own",
                docker.ok("exec", "-e", "HOME=/own", "-u", "bob:5", "box", "sh", "-c", "echo $(id -u; id -g) $HOME"));
    }

    @Test
    void detachedGoesOnByItself() {
        docker.ok("exec", "-d", "box", "sh", "-c", "echo detached >/tmp/d; touch /tmp/done");

        Eventually.equal(
                0,
                Docker.LIMIT,
                () -> docker.run("exec", "box", "test", "-e", "/tmp/done").exitCode());
        assertEquals("detached", docker.ok("exec", "box", "cat", "/tmp/d"));
    }

    @Test
    void detachedTellsWhatCannotBegin() {
        assertEquals(
                "Error response from daemon: OCI runtime exec failed: exec failed: unable to start container process:"
                        + " exec: \"no-such-program\": executable file not found in $PATH: unknown",
                docker.run("exec", "-d", "box", "no-such-program")
                        .exits(1)
                        .stderr()
                        .strip());
        assertEquals(
                "Error response from daemon: unable to find user ghost: no matching entries in passwd file",
                docker.run("exec", "-d", "-u", "ghost", "box", "ls")
                        .exits(1)
                        .stderr()
                        .strip());
    }

    @Test
    void givesATerminalThatTakesInput() {
        try (Program shell = docker.startOnTerminal("exec", "-it", "box", "sh")) {
            shell.awaitOutput("#", Docker.LIMIT);
            shell.type("test -t 0 && echo sum$((40 + 2))\n");
            shell.awaitOutput("sum42", Docker.LIMIT);
            shell.type("exit 7\n");

            shell.await(Docker.LIMIT).exits(7);
        }
    }

    @Test
    void tellsTheSizeOfTheTerminal() {
        String script = "until [ \"$(stty size)\" = '33 77' ]; do sleep 0.1; done; stty size";
        try (Program exec = docker.startOnTerminal("exec", "-it", "box", "timeout", "20", "sh", "-c", script)) {
            assertTrue(exec.await(Docker.LIMIT).exits(0).stdout().contains("33 77"));
        }
    }

    @Test
    void readsALineThatIsPipedIn() {
        assertEquals(
                "got x\n",
                docker.piped("x\ny\n", "exec", "-i", "box", "sh", "-c", "read l; echo \"got $l\"; exit 4")
                        .exits(4)
                        .stdout());
    }

    @Test
    void readsToTheEndOfWhatIsPipedIn() {
        assertEquals(
                "a\nb\n",
                docker.piped("a\nb\n", "exec", "-i", "box", "cat").exits(0).stdout());
        assertEquals(
                "0\n",
                docker.piped("", "exec", "-i", "box", "wc", "-c").exits(0).stdout());
    }

    @Test
    void doesNotHangOnInputThatNobodyReads() {
        docker.piped("never read\n".repeat(10_000), "exec", "-i", "box", "true").exits(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-u mail "})
    void endsWithoutReadingInputThatNeverEnds(String user) {
        String line = "yes | docker exec -i " + user + "box sh -c 'head -c 100000 >/dev/null; echo enough; exit 3'";
        assertEquals("enough\n", docker.shell(line).exits(3).stdout());
    }

    /** The shell becomes cat, whose output is another: nodes take the end of the first for the end of the input. */
    @ParameterizedTest
    @CsvSource({"0, 3000000", "1, 100"})
    void readsInputToItsEndWithoutAnOutput(int later, String size) {
        docker.shell("(sleep " + later + "; head -c " + size
                        + " /dev/zero) | docker exec -i box sh -c 'cat >/tmp/copy'")
                .exits(0);
        assertEquals(size, docker.ok("exec", "box", "stat", "-c", "%s", "/tmp/copy"));
    }

    @ParameterizedTest
    @CsvSource({"201, sh -c \"$STEP\"", "202, sh /tmp/step"}) // CI runners have their steps in files
    void returnsWithoutWhatItLeavesBehind(String seconds, String command) {
        String step = "sleep " + seconds + " & echo begun; exit 4";
        docker.ok("exec", "-e", "STEP=" + step, "box", "sh", "-c", "printf %s \"$STEP\" >/tmp/step");
        Outcome left =
                docker.shell("STEP='" + step + "'; docker exec box " + command).exits(4);
        assertEquals("begun\n", left.stdout());
        assertEquals("1", docker.ok("exec", "box", "sh", "-c", "ps | grep -c '[s]leep " + seconds + "$'"));
    }

    @Test
    void aUserMayOpenItsStreams() {
        docker.ok("exec", "-u", "mail", "box", "sh", "-c", "echo x >/dev/stdout; echo y >/dev/stderr");
        assertEquals("0", docker.ok("exec", "-u", "mail", "box", "stat", "-c", "%u", "/dev/null"));
    }

    @Test
    void saysWhenTheProgramIsMissingOrNone() {
        docker.run("exec", "box", "no-such-command").exits(126);
        docker.run("exec", "box", "/etc/passwd").exits(126);
        String cannot = "OCI runtime exec failed: exec failed: unable to start container process: ";
        assertEquals(
                cannot
                        + "chdir to cwd (\"/no/such/dir\") set in config.json failed: no such file or directory: unknown\r\n",
                docker.run("exec", "-w", "/no/such/dir", "box", "pwd")
                        .exits(126)
                        .stdout());
        assertEquals(
                cannot + "exec: \"no-such-command\": executable file not found in $PATH: unknown\r\n",
                docker.run("exec", "-e", "A=1", "box", "no-such-command")
                        .exits(126)
                        .stdout());
    }

    @Test
    void isRefusedInAContainerThatDoesNotRun() {
        docker.ok("create", "--name", "fresh", "busybox", "true");

        Outcome outcome = docker.run("exec", "fresh", "true").exits(1);
        assertTrue(outcome.stderr().matches("(?s).*container [0-9a-f]{64} is not running.*"), outcome::toString);
    }

    @Test
    void severalRunAtTheSameTime() {
        List<Program> execs = IntStream.range(0, 8)
                .mapToObj(i -> docker.start("exec", "box", "sh", "-c", "sleep 0.5; echo " + i + "; exit " + i))
                .toList();

        for (int i = 0; i < execs.size(); i++) {
            assertEquals(i + "\n", execs.get(i).await(Docker.LIMIT).exits(i).stdout());
        }
    }

    @Test
    void leavesTheLogAlone() {
        docker.ok("exec", "box", "echo", "not in the log");

        assertEquals("", docker.ok("logs", "box"));
    }
}
