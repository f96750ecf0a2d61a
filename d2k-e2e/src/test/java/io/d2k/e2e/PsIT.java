package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.SharedServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker ps} over a container in each state. */
@ExtendWith(SharedServer.class)
class PsIT {
    private final Docker docker;
    private String runningId;

    PsIT(Docker docker) {
        this.docker = docker;
    }

    @BeforeEach
    void makeContainers() {
        docker.run("run", "--name", "app-bad", "-l", "color=red", "busybox", "sh", "-c", "exit 3")
                .exits(3);
        runningId = docker.ok("run", "-d", "--name", "app-up", "-l", "tier=web", "busybox", "sleep", "300");
        docker.ok("create", "--name", "app-new", "-l", "tier=web", "alpine", "true");
    }

    @Test
    void showsWhatRunsOrAll() {
        assertEquals(List.of("app-up"), names());
        assertEquals(List.of("app-new", "app-up", "app-bad"), names("-a"), "newest first");
        assertEquals(List.of("app-new", "app-up"), names("-n", "2"));
        assertEquals(List.of("app-new"), names("-l"));
        assertEquals(runningId, docker.ok("ps", "-q", "--no-trunc"));
        assertEquals(runningId.substring(0, 12), docker.ok("ps", "-q"));
    }

    @Test
    void filters() {
        assertEquals(List.of("app-new"), names("--filter", "status=created"));
        assertEquals(List.of("app-bad"), names("-a", "--filter", "status=exited"));
        assertEquals(List.of("app-bad"), names("-a", "--filter", "exited=3"));
        assertEquals(List.of(), names("-a", "--filter", "exited=4"));
        assertEquals(List.of("app-new", "app-up"), names("-a", "--filter", "label=tier=web"));
        assertEquals(List.of("app-up"), names("-a", "--filter", "label=tier", "--filter", "status=running"));
        assertEquals(List.of("app-new"), names("-a", "--filter", "ancestor=alpine"));
        assertEquals(List.of("app-up"), names("-a", "--filter", "name=^/app-up$"));
        assertEquals(List.of(), names("-a", "--filter", "name=nothing"));
        assertEquals(List.of("app-up"), names("-a", "--filter", "id=" + runningId.substring(0, 8)));
        assertEquals(List.of("app-new"), names("-a", "--filter", "since=app-up"));
        assertEquals(List.of("app-bad"), names("-a", "--filter", "before=app-up"));
        assertEquals(List.of("app-new", "app-up", "app-bad"), names("-a", "--filter", "network=bridge"));
    }

    @Test
    void refusesAFilterThatDoesNotExist() {
        Outcome outcome = docker.run("ps", "--filter", "nosuch=1").exits(1);

        assertTrue(outcome.stderr().contains("invalid filter 'nosuch'"), outcome::toString);
    }

    @Test
    void tellsStatusImageAndCommand() {
        List<String> rows = docker.run(
                        "ps",
                        "-a",
                        "--no-trunc",
                        "--format",
                        "{{.Names}}|{{.Image}}|{{.Command}}|{{.State}}|{{.Status}}")
                .exits(0)
                .lines();

        assertEquals("app-new|alpine|\"true\"|created|Created", rows.get(0));
        assertTrue(rows.get(1).startsWith("app-up|busybox|\"sleep 300\"|running|Up "), rows::toString);
        assertTrue(
                rows.get(2)
                        .matches("app-bad\\|busybox\\|\"sh -c 'exit 3'\"\\|exited\\|Exited \\(3\\) .* ago"
                                + "|app-bad\\|busybox\\|\"sh -c exit 3\"\\|exited\\|Exited \\(3\\) .* ago"),
                rows::toString);
    }

    private List<String> names(String... flags) {
        return docker.run(Stream.of(Stream.of("ps", "--format", "{{.Names}}"), Arrays.stream(flags))
                        .flatMap(words -> words)
                        .toArray(String[]::new))
                .exits(0)
                .lines();
    }
}
