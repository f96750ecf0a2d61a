package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker events}. */
@ExtendWith(SharedServer.class)
class EventsIT {
    private final Docker docker;

    EventsIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void tellTheLifeOfAContainerAsItHappens() {
        try (Program events = docker.start(
                "events", "--filter", "container=brief", "--format", "{{.Action}} {{.Actor.Attributes.exitCode}}")) {
            // The server has subscribed once it has told of something.
            subscribe(events);
            docker.run("run", "--rm", "--name", "brief", "busybox", "sh", "-c", "exit 3")
                    .exits(3);
            events.awaitOutput("die 3", Docker.LIMIT);
            Eventually.holds("destroy after die", Docker.LIMIT, () -> {
                String told = events.soFar();
                return told.lastIndexOf("destroy ") > told.lastIndexOf("die 3");
            });

            String life = events.soFar();
            assertTrue(life.contains("die 3"), life);
            int start = life.lastIndexOf("start ");
            int die = life.lastIndexOf("die 3");
            int destroy = life.lastIndexOf("destroy ");
            assertTrue(life.lastIndexOf("create ") < start && start < die && die < destroy, life);
        }
    }

    @Test
    void endAtUntil() {
        docker.run("run", "--name", "past", "busybox", "true").exits(0);

        String told = docker.run(
                        Docker.LIMIT,
                        "events",
                        "--since",
                        "5m",
                        "--until",
                        soon(),
                        "--filter",
                        "container=past",
                        "--format",
                        "{{.Action}}")
                .exits(0)
                .text();

        assertTrue(told.contains("start") && told.contains("die"), told);
    }

    @Test
    void areFiltered() {
        docker.run("run", "--name", "one", "busybox", "true").exits(0);
        docker.run("run", "--name", "two", "busybox", "true").exits(0);

        assertEquals(
                "two",
                docker.ok(
                        "events",
                        "--since",
                        "5m",
                        "--until",
                        soon(),
                        "--filter",
                        "container=two",
                        "--filter",
                        "event=die",
                        "--format",
                        "{{.Actor.Attributes.name}}"));
    }

    @Test
    void tellOfTheKillThatEndsAStop() {
        docker.runDetached("stubborn", "sleep 300");
        docker.ok("stop", "-t", "0", "stubborn");

        assertEquals(
                "kill 15\nkill 9\nstop\ndie 137",
                docker.ok(
                        "events",
                        "--since",
                        "5m",
                        "--until",
                        soon(),
                        "--filter",
                        "container=stubborn",
                        "--filter",
                        "event=kill",
                        "--filter",
                        "event=die",
                        "--filter",
                        "event=stop",
                        "--format",
                        "{{.Action}}{{with .Actor.Attributes.signal}} {{.}}{{end}}{{with .Actor.Attributes.exitCode}} {{.}}{{end}}"));
    }

    /** A time that is reached soon, but not before what has just happened. */
    private static String soon() {
        return Long.toString(Instant.now().getEpochSecond() + 2);
    }

    /** A container is made and removed under the watched name until the stream tells of it. */
    private void subscribe(Program events) {
        Eventually.holds("the first event", Docker.LIMIT, () -> {
            docker.ok("create", "--name", "brief", "busybox", "true");
            docker.ok("rm", "brief");
            return events.soFar().contains("create");
        });
    }
}
