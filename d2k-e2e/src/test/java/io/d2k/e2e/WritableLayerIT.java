package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.SharedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The files of a container outside of its volumes, after its process has ended. */
@ExtendWith(SharedServer.class)
class WritableLayerIT {
    private static final String POLITE =
            "trap 'echo bye >>/log; exit 3' TERM; echo up >>/log; while :; do sleep 0.1; done";

    private final Docker docker;
    private final Namespace namespace;

    @TempDir
    Path dir;

    WritableLayerIT(Docker docker, Namespace namespace) {
        this.docker = docker;
        this.namespace = namespace;
    }

    /** Returns what a file of a container that does not run has. */
    private String read(String container, String path) throws Exception {
        docker.ok("cp", "-q", container + ":" + path, dir.resolve("read").toString());
        return Files.readString(dir.resolve("read"));
    }

    private void awaitLines(String lines) {
        Eventually.equal(
                lines,
                Docker.LIMIT,
                () -> docker.run("exec", "log", "cat", "/log").text());
    }

    @Test
    void whatAContainerHasMadeCanBeCopiedOutOfIt() throws Exception {
        docker.ok("run", "--name", "build", "busybox", "sh", "-c", "mkdir /out; echo made >/out/result; rm /etc/group");
        docker.ok("cp", "-q", "build:/out", dir.toString());
        assertEquals("made\n", Files.readString(dir.resolve("out/result")));
        assertTrue(docker.run("cp", "-q", "build:/etc/group", dir.toString())
                .exits(1)
                .stderr()
                .contains("Could not find the file /etc/group in container build"));
        docker.ok("run", "-d", "--name", "alone", "busybox", "sh", "-c", "echo made >/result");
        docker.ok("wait", "alone");
        assertEquals("made\n", read("alone", "/result"));
    }

    @Test
    void diffTellsWhatIsNotTheImages() {
        String changes =
                "C /etc\nC /etc/group\nD /etc/passwd\nA /made\nA /made/here\nC /var\nA /var/lib\nA /var/lib/own";
        docker.runDetached(
                "diff",
                "echo x >>/etc/group; rm /etc/passwd; mkdir -p /made /var/lib/own; echo >/made/here; echo up;"
                        + " trap exit TERM; while :; do sleep 0.1; done");
        Eventually.equal("up", Docker.LIMIT, () -> docker.run("logs", "diff").text());
        assertEquals(changes, docker.ok("diff", "diff"));
        docker.ok("stop", "diff");
        assertEquals(changes, docker.ok("diff", "diff"));
        docker.ok("start", "diff");
        assertEquals(changes, docker.ok("diff", "diff"));
        docker.ok("create", "--name", "unbegun", "busybox", "true");
        assertEquals("", docker.ok("diff", "unbegun"));
    }

    @Test
    void aContainerGoesOnWithItsFiles() {
        docker.runDetached("log", POLITE);
        awaitLines("up");
        docker.ok("exec", "log", "rm", "-r", "/home");
        docker.ok("stop", "log");
        docker.ok("start", "log");
        awaitLines("up\nbye\nup");
        docker.ok("restart", "log");
        awaitLines("up\nbye\nup\nbye\nup");
        docker.run("exec", "log", "ls", "-d", "/home").exits(1);
    }

    /** The place of the files is told before the signal, where no shell begins the process. */
    @Test
    void whatNoShellHasBegunGoesOnWithItsFilesOnceItWasStopped() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "bare",
                "busybox",
                "timeout",
                "1000",
                "sh",
                "-c",
                "trap exit TERM; sleep 1000 & wait");
        docker.ok("exec", "bare", "sh", "-c", "echo kept >/kept");
        docker.ok("stop", "bare");
        docker.ok("start", "bare");
        assertEquals("kept", docker.ok("exec", "bare", "cat", "/kept"));
    }

    @Test
    void aTryBeginsWithTheFilesOfTheOneBefore() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "tries",
                "--restart",
                "on-failure:5",
                "busybox",
                "sh",
                "-c",
                "echo x >>/tries; wc -l </tries; [ $(wc -l </tries) -ge 3 ]");
        Eventually.equal(
                "exited 0 2",
                Docker.LIMIT,
                () -> docker.ok("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}", "tries"));
        assertEquals("1\n2\n3", docker.ok("logs", "tries"));
    }

    /** {@code sleep} takes no signal. */
    @Test
    void whatWasKilledGoesOnWithItsFiles() throws Exception {
        Assumptions.assumeTrue(Cluster.minorVersion() >= 22, "the kubelet of this cluster never tells of such an end");
        docker.runDetached("deaf", "sleep 1000");
        docker.ok("exec", "deaf", "sh", "-c", "echo one >/kept");
        docker.ok("restart", "-t", "1", "deaf");
        docker.ok("exec", "deaf", "sh", "-c", "echo two >>/kept");
        docker.ok("kill", "deaf");
        assertEquals("137", docker.ok("inspect", "-f", "{{.State.ExitCode}}", "deaf"));
        assertEquals("one\ntwo\n", read("deaf", "/kept"));
        docker.ok("start", "deaf");
        assertEquals("one\ntwo", docker.ok("exec", "deaf", "cat", "/kept"));
    }

    /** Its pod outlives the stop, and a ReplicaSet of the next start has a pod that begins with its files. */
    @Test
    void whatIsADeploymentGoesOnWithItsFilesOnceItWasStopped() throws Exception {
        Assumptions.assumeTrue(Cluster.minorVersion() >= 22, "the kubelet of this cluster never tells of such an end");
        docker.ok("run", "-d", "--name", "served", "--expose", "80", "busybox", "sh", "-c", POLITE);
        docker.ok("exec", "served", "sh", "-c", "echo kept >/kept; rm -r /home");
        docker.ok("stop", "served");
        assertEquals("3", docker.ok("inspect", "-f", "{{.State.ExitCode}}", "served"));
        assertEquals("kept\n", read("served", "/kept"));
        docker.ok("start", "served");
        docker.ok("restart", "served");
        assertEquals("kept", docker.ok("exec", "served", "cat", "/kept"));
        docker.run("exec", "served", "ls", "-d", "/home").exits(1);
        assertEquals(
                "1 1",
                namespace
                        .kubectl(
                                "get",
                                "deployment",
                                "served",
                                "-o",
                                "jsonpath={.status.replicas} {.status.updatedReplicas}")
                        .text());
    }

    /** Whoever kills such a pod has another one without asking, which begins with the image's files. */
    @Test
    void whatIsADeploymentOutlivesThePodThatBeganWithItsFiles() {
        Assumptions.assumeTrue(Cluster.minorVersion() >= 22, "the kubelet of this cluster never tells of such an end");
        docker.ok("run", "-d", "--name", "lost", "--expose", "80", "busybox", "sh", "-c", POLITE);
        docker.ok("exec", "lost", "touch", "/kept");
        docker.ok("restart", "lost");
        docker.ok("exec", "lost", "ls", "/kept");
        namespace.kubectl(
                "delete", "pod", "--field-selector", "status.phase=Running", "-l", "d2k.io/kind=pod", "--wait=false");
        Eventually.equal(
                "1",
                Docker.LIMIT,
                () -> docker.run("exec", "lost", "sh", "-c", "[ -e /kept ] || echo 1")
                        .text());
    }

    /** The shell that begins it has told. */
    @Test
    void whatEndsAtOnceLeavesItsFiles() {
        docker.ok("run", "-d", "--name", "brief", "busybox", "touch", "/made");
        docker.ok("wait", "brief");
        assertEquals("A /made", docker.ok("diff", "brief"));
        docker.ok("run", "-d", "--name", "bare", "busybox", "env");
        docker.ok("wait", "bare");
        assertEquals(
                List.of("HOME", "HOSTNAME", "PATH"),
                docker.run("logs", "bare").lines().stream()
                        .map(line -> line.replaceFirst("=.*", ""))
                        .sorted()
                        .toList());
    }

    /** A further process has told. */
    @Test
    void whatNoShellHasBegunLeavesItsFilesOnceItHasEndedByItself() throws Exception {
        docker.ok("run", "-d", "--name", "tool", "busybox", "timeout", "5", "sh", "-c", "echo made >/made; sleep 2");
        docker.ok("wait", "tool");
        assertEquals("made\n", read("tool", "/made"));
    }

    @Test
    void whatIsCopiedIntoAnEndedContainerIsNewerThanItsFiles() throws Exception {
        Files.writeString(dir.resolve("in"), "one\n");
        docker.ok("create", "--name", "twice", "-u", "1000", "busybox", "sh", "-c", "cat /tmp/in; echo mine >>/tmp/in");
        docker.ok("cp", "-q", dir.resolve("in").toString(), "twice:/tmp/in");
        assertEquals("one", docker.ok("start", "-a", "twice"));
        assertEquals("one\nmine", docker.ok("start", "-a", "twice"));
        assertEquals("one\nmine\nmine\n", read("twice", "/tmp/in"));
        Files.writeString(dir.resolve("in"), "two\n");
        docker.ok("cp", "-q", dir.resolve("in").toString(), "twice:/tmp/in");
        assertEquals("two\n", read("twice", "/tmp/in"));
        assertEquals("two", docker.ok("start", "-a", "twice"));
    }

    /** An image may tell what it likes: its node has to find that the directory is this container's. */
    @Test
    void aContainerThatTellsOfOthersFilesGetsNone() throws Exception {
        docker.ok(
                "run",
                "--name",
                "liar",
                "busybox",
                "sh",
                "-c",
                "o=$(sed -n 's/.* \\/ \\/ .*lowerdir=\\([^:,]*\\).*/\\1/p' /proc/self/mountinfo); [ -n \"$o\" ] || exit 1;"
                        + " for f in /var/lib/d2k/*; do printf 'd2k: layer -1 %s' \"$o\" >$f; done");
        String why = docker.run("cp", "-q", "liar:/etc/passwd", dir.toString())
                .exits(1)
                .stderr();
        assertTrue(why.contains("Kubernetes keeps no files of a container that does not run"), why);
        Eventually.equal(
                "",
                Docker.LIMIT,
                () -> namespace
                        .kubectl("get", "pods", "-l", "d2k.io/kind=file-view", "-o", "name")
                        .text());
    }
}
