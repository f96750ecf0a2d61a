package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.OwnServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How commands that are not detached end: with the lines and exit codes that they have at a swarm of Docker's. */
class SwarmProgressIT {
    private static final String CONVERGED = "verify: Service %s converged";

    private static OwnServer own;
    private static Docker docker;

    @BeforeAll
    static void start() {
        own = OwnServer.start("--swarm-mode", "true");
        docker = own.docker();
    }

    @AfterAll
    static void stop() {
        own.close();
    }

    /** Returns the exit code and the last line, with IDs of tasks and services left out. */
    private static String end(String... command) {
        List<String> words = new ArrayList<>(List.of("service"));
        words.addAll(List.of(command));
        Outcome outcome = docker.run(words.toArray(String[]::new));
        String last = (outcome.stdout() + outcome.stderr())
                .lines()
                .filter(l -> !l.isBlank())
                .reduce("", (before, line) -> line)
                .replaceAll("\\b[0-9a-z]{25}\\b", "ID");
        return outcome.exitCode() + " " + last.strip();
    }

    @Test
    void changesOfAServiceConverge() {
        String converged = "0 " + CONVERGED.formatted("web");
        String[] create = {
            "create",
            "--name",
            "web",
            "--replicas",
            "2",
            "--update-monitor",
            "1s",
            "--rollback-monitor",
            "1s",
            "--stop-grace-period",
            "1s",
            "busybox",
            "sleep",
            "1000"
        };
        assertEquals("0 " + CONVERGED.formatted("ID"), end(create));
        assertEquals(converged, end("scale", "web=3"));
        assertEquals(converged, end("update", "--env-add", "A=b", "web"));
        assertEquals(converged, end("update", "--label-add", "x=y", "web"));
        // the update before is over, so that no task is replaced: the way back is completed at once
        assertEquals("0 rollback: rollback completed", end("rollback", "web"));
        assertEquals(converged, end("scale", "web=1"));
        String paused = "1 service update paused: update paused due to failure or early termination of task ID";
        // the CLI watches for itself, and a kubelet tells of what ends at once a second or two later
        assertEquals(paused, end("update", "--update-monitor", "10s", "--args", "true", "web"));
        assertEquals(converged, end("rollback", "web"));
        assertEquals(converged, end("update", "--force", "web"));
        assertEquals(converged, end("scale", "web=0"));
        assertEquals("0 web", end("update", "--detach", "--replicas", "1", "web"));
    }

    @Test
    void servicesOfOtherModesConverge() {
        String[] global = {
            "create",
            "--name",
            "all",
            "--mode",
            "global",
            "--update-monitor",
            "1s",
            "--stop-grace-period",
            "1s",
            "busybox",
            "sleep",
            "1000"
        };
        assertEquals("0 " + CONVERGED.formatted("ID"), end(global));
        assertEquals("0 " + CONVERGED.formatted("all"), end("update", "--env-add", "A=b", "all"));
        assertEquals(
                "0 job complete",
                end("create", "--name", "job", "--mode", "replicated-job", "--replicas", "2", "busybox", "true"));
        assertEquals("0 job complete", end("create", "--name", "jobs", "--mode", "global-job", "busybox", "true"));
        assertEquals(
                "0 " + CONVERGED.formatted("ID"),
                end("create", "--name", "none", "--replicas", "0", "busybox", "true"));
    }
}
