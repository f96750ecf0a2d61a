package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stop, start, restart, kill, wait, rename, remove. */
@ExtendWith(SharedServer.class)
class LifecycleIT {
    private static final String POLITE = "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done";

    private final Docker docker;
    private final D2kServer server;
    private final Namespace namespace;

    LifecycleIT(Docker docker, D2kServer server, Namespace namespace) {
        this.docker = docker;
        this.server = server;
        this.namespace = namespace;
    }

    @Test
    void stopLetsTheProcessEndByItself() {
        docker.runDetached("polite", POLITE);
        docker.awaitLog("polite", "up");
        docker.ok("stop", "polite");

        assertEquals("exited 5", docker.inspect("polite", "{{.State.Status}} {{.State.ExitCode}}"));
        assertEquals("up\nbye", docker.ok("logs", "polite"));
    }

    @Test
    void stopKillsAfterTheGracePeriod() {
        docker.runDetached("stubborn", "trap 'echo no' TERM; echo up; while :; do sleep 0.1; done");
        docker.awaitLog("stubborn", "up");
        docker.ok("stop", "-t", "1", "stubborn");

        assertEquals("exited 137", docker.inspect("stubborn", "{{.State.Status}} {{.State.ExitCode}}"));
    }

    @Test
    void stopSendsTheStopSignal() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "custom",
                "--stop-signal",
                "USR1",
                "busybox",
                "sh",
                "-c",
                "trap 'exit 6' USR1; echo up; while :; do sleep 0.1; done");
        docker.awaitLog("custom", "up");
        docker.ok("stop", "custom");

        assertEquals("6", docker.inspect("custom", "{{.State.ExitCode}}"));
    }

    @Test
    void signalsReachTheProcessBehindAnInitProcess() {
        String told = "trap 'exit 7' USR1; echo up; while :; do sleep 0.1; done";
        docker.ok("run", "-d", "--init", "--name", "told", "busybox", "sh", "-c", told);
        docker.awaitLog("told", "up");
        docker.ok("kill", "-s", "USR1", "told");
        assertEquals("7", docker.ok("wait", "told"));

        docker.ok("run", "-d", "--init", "--name", "plain", "busybox", "sleep", "1000");
        docker.ok("stop", "plain");
        assertEquals("143", docker.inspect("plain", "{{.State.ExitCode}}"));
    }

    @Test
    void aStoppedContainerStartsAgainUnderItsId() {
        String id = docker.runDetached("again", POLITE);
        docker.awaitLog("again", "up");
        String started = docker.inspect("again", "{{.State.StartedAt}}");
        docker.ok("stop", "again");
        docker.ok("start", "again");

        assertEquals(id + " running", docker.inspect("again", "{{.Id}} {{.State.Status}}"));
        assertNotEquals(started, docker.inspect("again", "{{.State.StartedAt}}"));
        assertEquals("here", docker.ok("exec", "again", "echo", "here"));
    }

    @Test
    void startAndStopSayWhenThereIsNothingToDo() {
        docker.ok("create", "--name", "again", "busybox", "sh", "-c", POLITE);

        assertEquals(204, post("again/start"));
        assertEquals(304, post("again/start"));
        assertEquals(204, post("again/stop"));
        assertEquals(304, post("again/stop"));
    }

    @Test
    void restartRunsTheProcessAnew() {
        docker.runDetached("again", POLITE);
        docker.awaitLog("again", "up");
        String started = docker.inspect("again", "{{.State.StartedAt}}");
        docker.ok("restart", "again");

        assertEquals("running", docker.status("again"));
        assertNotEquals(started, docker.inspect("again", "{{.State.StartedAt}}"));
        Eventually.equal("up\nbye\nup", Docker.LIMIT, () -> docker.ok("logs", "again"));
    }

    @Test
    void aServiceIsADeploymentThatStopScalesToZero() {
        docker.ok("run", "-d", "--restart", "always", "--name", "service", "busybox", "sh", "-c", POLITE);
        assertEquals("1", replicas());

        docker.ok("stop", "service");
        assertEquals("0", replicas());
        assertEquals("exited 5", docker.inspect("service", "{{.State.Status}} {{.State.ExitCode}}"));

        docker.ok("start", "service");
        assertEquals("1", replicas());
        assertEquals("here", docker.ok("exec", "service", "echo", "here"));
    }

    @Test
    void whatRunsOnceIsAPodThatNobodyRepeats() {
        docker.run("run", "--name", "migration", "busybox", "sh", "-c", "exit 1")
                .exits(1);

        assertEquals(
                "Never",
                namespace
                        .kubectl("get", "pods", "-o", "jsonpath={.items[*].spec.restartPolicy}")
                        .text());
        assertEquals("", namespace.kubectl("get", "deployments", "-o", "name").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "SIGTERM", "15"})
    void killSendsASignalByNameOrNumber(String signal) {
        docker.runDetached("handler", POLITE);
        docker.awaitLog("handler", "up");
        docker.ok("kill", "-s", signal, "handler");

        assertEquals("5", docker.ok("wait", "handler"));
    }

    @Test
    void theImageOfARunningContainerStaysWithoutItsNames() {
        docker.ok("tag", "busybox", "mine.example/box:1");
        docker.ok("run", "-d", "--name", "user", "mine.example/box:1", "sleep", "1000");
        assertEquals(
                "Untagged: mine.example/box:1",
                docker.ok("rmi", "mine.example/box:1").strip(),
                "it has another");
        String id = docker.inspect("user", "{{.Image}}");
        String unable = "conflict: unable to delete " + id.substring("sha256:".length(), "sha256:".length() + 12);
        for (String[] words : List.of(new String[] {"rmi", id}, new String[] {"rmi", "-f", id})) {
            String refused = docker.run(words).exits(1).stderr();
            assertTrue(
                    refused.contains(unable + " (cannot be forced) - image is being used by running container"),
                    refused);
        }
        docker.ok("rm", "-f", "user");
    }

    @Test
    void aSignalByHandEndsTheRestarts() {
        String script = "trap 'exit 3' HUP; echo ready; while :; do sleep 0.2; done";
        docker.ok("run", "-d", "--name", "over", "--restart", "always", "busybox", "sh", "-c", script);
        docker.awaitLog("over", "ready");
        docker.ok("kill", "-s", "HUP", "over");
        assertEquals("3", docker.ok("wait", "over").strip());
        assertEquals("exited 3 0", docker.inspect("over", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
        docker.ok("start", "over");
        assertEquals("running", docker.status("over"));
        docker.ok("rm", "-f", "over");

        docker.ok(
                "run",
                "-d",
                "--name",
                "again",
                "--restart",
                "always",
                "--stop-signal",
                "USR1",
                "busybox",
                "sh",
                "-c",
                script);
        docker.awaitLog("again", "ready");
        docker.ok("kill", "-s", "HUP", "again");
        Eventually.holds(
                "restarted",
                Docker.LIMIT,
                () -> docker.inspect("again", "{{.RestartCount}} {{.State.Status}}")
                        .equals("1 running"));
        docker.ok("rm", "-f", "again");
    }

    @Test
    void killKillsUnlessToldOtherwise() {
        docker.runDetached("victim", "trap '' HUP; echo up; while :; do sleep 0.1; done");
        docker.awaitLog("victim", "up");

        docker.ok("kill", "-s", "HUP", "victim");
        assertEquals("running", docker.status("victim"));
        assertTrue(
                docker.run("kill", "-s", "NOSUCH", "victim").exits(1).stderr().contains("invalid signal: NOSUCH"));
        docker.ok("kill", "victim");
        docker.awaitStatus("victim", "exited");
        assertEquals("137", docker.inspect("victim", "{{.State.ExitCode}}"));
        assertTrue(docker.run("kill", "victim").exits(1).stderr().contains("is not running"));
    }

    @Test
    void everyWaiterIsToldTheExitCode() {
        docker.runDetached("later", "until [ -e /go ]; do sleep 0.1; done; exit 8");
        docker.run("run", "--name", "done", "busybox", "sh", "-c", "exit 3").exits(3);
        try (Program first = docker.start("wait", "later");
                Program second = docker.start("wait", "done", "later")) {
            second.awaitOutput("3", Docker.LIMIT);
            assertTrue(first.isRunning(), "it waits as long as the container runs");
            docker.ok("exec", "later", "touch", "/go");

            assertEquals("8\n", first.await(Docker.LIMIT).exits(0).stdout());
            assertEquals("3\n8\n", second.await(Docker.LIMIT).exits(0).stdout());
        }
        assertEquals("8", docker.ok("wait", "later"), "and so is whoever comes late");
    }

    @Test
    void removeNeedsForceWhileItRuns() {
        docker.runDetached("up", "sleep 300");

        assertTrue(docker.run("rm", "up")
                .exits(1)
                .stderr()
                .contains("stop the container before removing or force remove"));
        docker.ok("rm", "-f", "up");
        assertEquals("", docker.ok("ps", "-aq"));
        docker.ok("create", "--name", "up", "busybox", "true");
    }

    /** As its node knows before the cluster does. */
    @Test
    void removeTakesWhatHasJustEnded() {
        docker.ok("run", "-d", "--name", "brief", "busybox", "true");
        docker.ok("rm", "brief");
        assertEquals("", docker.ok("ps", "-aq"));
    }

    @Test
    void renameKeepsTheId() {
        String id = docker.runDetached("first", "sleep 300");
        docker.ok("rename", "first", "second");

        assertEquals("/second " + id, docker.inspect("second", "{{.Name}} {{.Id}}"));
        docker.run("inspect", "first").exits(1);
        docker.ok("create", "--name", "first", "busybox", "true");
        assertEquals("here", docker.ok("exec", "second", "echo", "here"));
    }

    @Test
    void topShowsTheProcesses() {
        docker.runDetached("tops", "sleep 301 & sleep 302");

        Eventually.holds(
                "sleep 301 in top", Docker.LIMIT, () -> docker.ok("top", "tops").contains("sleep 301"));
        assertTrue(docker.ok("top", "tops", "-o", "pid,args").startsWith("PID"));
    }

    @Test
    void onFailureRepeatsAsOftenAsAllowed() {
        docker.ok(
                "run", "-d", "--restart", "on-failure:1", "--name", "fails", "busybox", "sh", "-c", "echo try; exit 4");

        Eventually.equal(
                "exited 4 1",
                Docker.LIMIT,
                () -> docker.inspect("fails", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
        assertEquals("try\ntry", docker.ok("logs", "fails"));
    }

    @Test
    void alwaysComesBack() {
        docker.ok(
                "run",
                "-d",
                "--restart",
                "always",
                "--name",
                "ever",
                "busybox",
                "sh",
                "-c",
                "until [ -e /go ]; do sleep 0.1; done");
        docker.ok("exec", "ever", "touch", "/go");

        Eventually.equal(
                "running 1", Docker.LIMIT, () -> docker.inspect("ever", "{{.State.Status}} {{.RestartCount}}"));
    }

    @Test
    void pruneRemovesWhatDoesNotRun() {
        docker.runDetached("up", "sleep 300");
        docker.ok("create", "--name", "fresh", "busybox", "true");
        docker.run("run", "--name", "over", "busybox", "true").exits(0);

        Outcome outcome = docker.run("container", "prune", "-f").exits(0);

        assertEquals(
                2,
                outcome.lines().stream()
                        .filter(line -> line.matches("[0-9a-f]{64}"))
                        .count(),
                outcome::toString);
        assertEquals(
                List.of("up"), docker.run("ps", "-a", "--format", "{{.Names}}").lines());
    }

    private int post(String path) {
        return server.http().send("POST", "/v1.45/containers/" + path, "", "").status();
    }

    private String replicas() {
        return namespace
                .kubectl("get", "deployments", "-o", "jsonpath={.items[*].spec.replicas}")
                .exits(0)
                .text();
    }
}
