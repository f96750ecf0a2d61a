package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker run}: what comes out, and how it ends. */
@ExtendWith(SharedServer.class)
class RunIT {
    private final Docker docker;
    private final Namespace namespace;

    RunIT(Docker docker, Namespace namespace) {
        this.docker = docker;
        this.namespace = namespace;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void endsWithTheExitCodeOfTheProcess(int code) {
        docker.run("run", "--name", "code", "busybox", "sh", "-c", "exit " + code)
                .exits(code);

        assertEquals(
                "exited " + code + " false",
                docker.inspect("code", "{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}"));
    }

    @Test
    void endsWith127WhenTheProgramIsMissing() {
        Outcome outcome = docker.run("run", "--name", "missing", "busybox", "no-such-command")
                .exits(127);

        assertTrue(outcome.stderr().contains("no-such-command"), outcome::toString);
        assertEquals("created 127", docker.inspect("missing", "{{.State.Status}} {{.State.ExitCode}}"));
    }

    @Test
    void endsWith126WhenTheFileIsNoProgram() {
        docker.run("run", "--name", "denied", "busybox", "/etc/passwd").exits(126);

        assertEquals("created 126", docker.inspect("denied", "{{.State.Status}} {{.State.ExitCode}}"));
    }

    @Test
    void keepsStdoutAndStderrApart() {
        Outcome outcome = docker.run("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; printf tail")
                .exits(0);

        assertEquals("out\ntail", outcome.stdout());
        assertEquals("err\n", outcome.stderr());
    }

    @ParameterizedTest
    @CsvSource({"run", "start"})
    void givesOutputByteForByte(String by) {
        List<String> command = List.of("busybox", "printf", "a\\r\\n\\0\\r\\r\\nb\\r");
        Outcome outcome;
        if (by.equals("run")) {
            outcome = docker.run(Stream.concat(Stream.of("run", "--name", "exact"), command.stream())
                    .toArray(String[]::new));
        } else {
            docker.ok(Stream.concat(Stream.of("create", "--name", "exact"), command.stream())
                    .toArray(String[]::new));
            outcome = docker.run("start", "-a", "exact");
        }

        assertEquals("a\r\n\0\r\r\nb\r", outcome.exits(0).stdout());
        assertEquals("", outcome.stderr());
        Outcome logs = docker.run("logs", "exact").exits(0);
        assertEquals("", logs.stderr(), "what d2k needs is not the process's");
    }

    @Test
    void losesNothingOfMuchOutput() {
        Outcome outcome =
                docker.run("run", "--rm", "busybox", "seq", "1", "50000").exits(0);

        assertEquals(
                IntStream.rangeClosed(1, 50_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n", "", "\n")),
                outcome.stdout());
    }

    @ParameterizedTest
    @CsvSource({"--rm, HOME HOSTNAME PATH", "-t, HOME HOSTNAME PATH TERM"})
    void theEnvironmentIsThatOfAnEngine(String flag, String expected) {
        List<String> names = docker.run("run", flag, "busybox", "env").exits(0).lines().stream()
                .map(line -> line.substring(0, line.indexOf('=')))
                .sorted()
                .toList();

        assertEquals(expected, String.join(" ", names));
    }

    @Test
    void passesArgumentsLiterally() {
        Outcome outcome = docker.run(
                        "run", "--rm", "-e", "HOME=/h", "busybox", "printf", "[%s]", "$(HOME)", "$HOME", "a  b", "",
                        "'\"")
                .exits(0);

        assertEquals("[$(HOME)][$HOME][a  b][]['\"]", outcome.stdout());
    }

    @Test
    void letsEveryUserListenOnLowPorts() {
        Assumptions.assumeTrue(Cluster.minorVersion() >= 22, "this cluster is too old for it");

        String script = "httpd -p 80 -h / && wget -qO- http://127.0.0.1/etc/hostname >/dev/null && echo served";
        assertEquals("served", docker.ok("run", "--rm", "-u", "12:34", "busybox", "sh", "-c", script));
    }

    @Test
    void appliesEnvironmentDirectoryUserEntrypointAndHostname() {
        String script = "echo \"$A\"; pwd; id -u; id -g; hostname";
        Outcome outcome = docker.run(
                        "run",
                        "--rm",
                        "-e",
                        "A=b c",
                        "-w",
                        "/tmp",
                        "-u",
                        "12:34",
                        "-h",
                        "box",
                        "--entrypoint",
                        "sh",
                        "busybox",
                        "-c",
                        script)
                .exits(0);

        assertEquals(List.of("b c", "/tmp", "12", "34", "box"), outcome.lines());
    }

    @ParameterizedTest
    @CsvSource({
        "--cpu-shares=1024, 2",
        "--security-opt=seccomp=builtin, 2",
        "--security-opt=seccomp=unconfined, 0",
        "--privileged, 0"
    })
    void runsUnderTheFilterOfTheRuntimeUnlessAskedOtherwise(String option, String mode) {
        Outcome outcome = docker.run("run", "--rm", option, "busybox", "grep", "Seccomp:", "/proc/self/status")
                .exits(0);

        assertEquals("Seccomp:\t" + mode, outcome.stdout().strip());
        assertEquals("", outcome.stderr());
    }

    @Test
    void withoutANetworkThereIsTheLoopbackDeviceAlone() {
        docker.ok("run", "-d", "--name", "alone", "--network", "none", "busybox", "sleep", "300");
        assertEquals("lo", docker.ok("exec", "alone", "ls", "/sys/class/net"));
        docker.ok("restart", "-t", "1", "alone");
        assertEquals("lo", docker.ok("exec", "alone", "ls", "/sys/class/net"));
        assertEquals(
                "d2k-no-network",
                namespace
                        .kubectl("get", "networkpolicies", "-o", "jsonpath={.items[*].metadata.name}")
                        .text());
        docker.ok("rm", "-f", "alone");
    }

    @Test
    void usersAndGroupsGoByTheNamesOfTheImage() {
        Cluster.assumeLocal(); // whose registry tells of busybox
        String id = docker.ok(
                "run", "--rm", "-u", "mail", "--group-add", "www-data", "busybox", "sh", "-c", "id; echo $HOME");
        assertEquals("uid=8(mail) gid=8(mail) groups=8(mail),33(www-data)\n/var/spool/mail", id);

        Outcome outcome = docker.run("run", "--name", "nobody", "-u", "nosuch", "busybox", "id")
                .exits(125);
        assertEquals(
                "docker: Error response from daemon: unable to find user nosuch: no matching entries in passwd file.",
                outcome.stderr().strip());
        assertEquals("created 128", docker.inspect("nobody", "{{.State.Status}} {{.State.ExitCode}}"));
        docker.ok("rm", "nobody");
    }

    @Test
    void theHostGatewayIsTheNode() {
        Cluster.assumeLocal(); // one node
        String node = Cluster.kubectl(
                        "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}")
                .exits(0)
                .text();
        String hosts =
                docker.ok("run", "--rm", "--add-host", "docker.host:host-gateway", "busybox", "cat", "/etc/hosts");

        assertTrue(hosts.contains(node + "\tdocker.host"), hosts);
    }

    @Test
    void furtherHostsMayHaveNamesThatKubernetesDoesNotTake() {
        String found = docker.ok(
                "run",
                "--rm",
                "--add-host",
                "my_host:10.1.2.3",
                "--add-host",
                "Up:10.1.2.4",
                "busybox",
                "sh",
                "-c",
                "until grep -q my_host /etc/hosts; do sleep 0.1; done; grep -ciE '(my_host|up)\\b' /etc/hosts");

        assertEquals("2", found);
    }

    @Test
    void limitsOfTheProcessAreThoseThatAreAskedFor() {
        Outcome outcome = docker.run(
                        "run", "--rm", "--ulimit", "nofile=100:200", "busybox", "sh", "-c", "ulimit -n; ulimit -H -n")
                .exits(0);

        assertEquals("100\n200", outcome.text());
        assertTrue(outcome.stderr().contains("as far as the node's hard limits let it"), outcome::stderr);
    }

    @Test
    void aLoggingDriverThatCannotBeginFailsTheStart() {
        Outcome outcome = docker.run("run", "--name", "unlogged", "--log-opt", "max-file=0", "busybox", "true")
                .exits(125);
        assertEquals(
                "docker: Error response from daemon: failed to create task for container: failed to initialize logging"
                        + " driver: max-file cannot be less than 1.",
                outcome.stderr().strip());
        assertEquals("created 128", docker.inspect("unlogged", "{{.State.Status}} {{.State.ExitCode}}"));
        docker.ok("rm", "unlogged");
    }

    @Test
    void detachedPrintsTheIdAndGoesOn() {
        String id = docker.runDetached("detached", "echo up; sleep 300");

        assertTrue(id.matches("[0-9a-f]{64}"), id);
        assertEquals(id + " true", docker.inspect("detached", "{{.Id}} {{.State.Running}}"));
        docker.awaitLog("detached", "up");
    }

    @Test
    void removesTheContainerAfterwardsWhenAsked() {
        docker.run("run", "--rm", "--name", "brief", "busybox", "sh", "-c", "exit 3")
                .exits(3);

        assertEquals("", docker.ok("ps", "-aq"));
        docker.run("inspect", "brief").exits(1);
    }

    @Test
    void removesTheDetachedContainerAfterwardsWhenAsked() {
        docker.ok(
                "run", "-d", "--rm", "--name", "brief", "busybox", "sh", "-c", "until [ -e /go ]; do sleep 0.1; done");
        assertEquals("true", docker.inspect("brief", "{{.HostConfig.AutoRemove}}"));

        docker.ok("exec", "brief", "touch", "/go");

        docker.run("wait", "brief");
        Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-aq"));
    }

    @Test
    void readsALineThatIsPipedIn() {
        Outcome outcome = docker.piped(
                "first\nrest\n", "run", "--rm", "-i", "busybox", "sh", "-c", "read l; echo \"got $l\"; exit 9");

        assertEquals("got first\n", outcome.exits(9).stdout());
    }

    @Test
    void readsToTheEndOfWhatIsPipedIn() {
        assertEquals(
                "one\ntwo\n",
                docker.piped("one\ntwo\n", "run", "--rm", "-i", "busybox", "cat")
                        .exits(0)
                        .stdout());
        assertEquals(
                "5\n",
                docker.piped("a b c", "run", "--rm", "-i", "busybox", "wc", "-c")
                        .exits(0)
                        .stdout());
    }

    @Test
    void ignoresWhatIsPipedInUnlessAsked() {
        assertEquals(
                "",
                docker.piped("ignored\n", "run", "--rm", "busybox", "cat")
                        .exits(0)
                        .stdout());
    }

    @Test
    void givesATerminalThatTakesInput() {
        try (Program shell = docker.startOnTerminal("run", "--rm", "-it", "busybox", "sh")) {
            shell.awaitOutput("#", Docker.LIMIT);
            shell.type("test -t 0 && test -t 1 && echo sum$((40 + 2))\n");
            shell.awaitOutput("sum42", Docker.LIMIT);
            shell.type("exit 7\n");

            shell.await(Docker.LIMIT).exits(7);
        }
    }

    @Test
    void showsThePromptThatAProgramBeginsWith() {
        String script = "printf 'name? '; read name; echo \"hi $name\"; sleep 0.5";
        try (Program run = docker.startOnTerminal("run", "--name", "asks", "-it", "busybox", "sh", "-c", script)) {
            run.awaitOutput("name? ", Docker.LIMIT);
            run.type("bob\n");
            assertEquals(
                    "name? bob\r\nhi bob\r\n", run.await(Docker.LIMIT).exits(0).stdout());
        }
        assertEquals("name? bob\r\nhi bob\r\n", docker.run("logs", "asks").stdout());
    }

    @Test
    void tellsTheSizeOfTheTerminal() {
        String script = "until [ \"$(stty size)\" = '33 77' ]; do sleep 0.1; done; stty size";
        try (Program run =
                docker.startOnTerminal("run", "--rm", "-it", "busybox", "timeout", "20", "sh", "-c", script)) {
            assertTrue(run.await(Docker.LIMIT).exits(0).stdout().contains("33 77"));
        }
    }

    @Test
    void mixesTheStreamsOnATerminal() {
        Outcome outcome = docker.run("run", "--rm", "-t", "busybox", "sh", "-c", "echo out; echo err >&2; test -t 1")
                .exits(0);

        assertEquals("out\r\nerr\r\n", outcome.stdout());
        assertEquals("", outcome.stderr());
    }

    @Test
    void endsWith137WhenTheContainerIsKilled() {
        try (Program run = docker.start("run", "--name", "front", "busybox", "sh", "-c", "echo up; sleep 300")) {
            run.awaitOutput("up", Docker.LIMIT);
            docker.ok("kill", "front");

            run.await(Docker.LIMIT).exits(137);
        }
    }

    @Test
    void passesCtrlCOn() {
        String script = "trap 'echo caught; exit 5' INT; echo up; while :; do sleep 0.1; done";
        try (Program run = docker.start("run", "--rm", "busybox", "sh", "-c", script)) {
            run.awaitOutput("up", Docker.LIMIT);
            run.signal("INT");

            assertTrue(run.await(Docker.LIMIT).exits(5).stdout().contains("caught"));
        }
    }
}
