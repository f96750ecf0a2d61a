package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.OwnServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Volumes of services, by the Docker CLI. */
class SwarmVolumesIT {
    private static final String IMAGE = "busybox";

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

    /** Makes a service that sleeps, and returns the containers of its tasks. */
    private static List<String> create(String name, String... options) {
        docker.ok(Stream.of(
                        List.of("service", "create", "-q", "--name", name, "--stop-grace-period", "1s"),
                        List.of(options),
                        List.of(IMAGE, "sleep", "1000"))
                .flatMap(List::stream)
                .toArray(String[]::new));
        return docker.run("ps", "-q", "--filter", "label=com.docker.swarm.service.name=" + name)
                .lines();
    }

    private static String in(String container, String script) {
        return docker.run("exec", container, "sh", "-c", script).text();
    }

    @Test
    void newVolumeIsFilledOnceWhoeverComesFirst() {
        create("many", "--replicas", "4", "--mount", "source=bin,target=/bin");

        String list = "ls -A %s | sort";
        assertEquals(
                docker.ok("run", "--rm", IMAGE, "sh", "-c", list.formatted("/bin")),
                docker.ok("run", "--rm", "-v", "bin:/v", IMAGE, "sh", "-c", list.formatted("/v")));

        // that the volume has content by now does not change the form of tasks
        List<String> before = docker.run("service", "ps", "-q", "many").lines();
        docker.ok("service", "scale", "many=3");
        assertTrue(before.containsAll(docker.run("service", "ps", "-q", "many").lines()));

        docker.ok("run", "--rm", "-v", "bin:/v", IMAGE, "rm", "/v/ls");
        String later = create("later", "--mount", "source=bin,target=/bin").getFirst();
        assertEquals("", in(later, "[ -e /bin/ls ] && echo back"), "what was removed does not come back");
    }

    @Test
    void whatWasCutOffIsFilledAgain() {
        String half = "echo begun >/v/.d2k-fill; echo half >/v/passwd; touch /v/own";
        docker.ok("run", "--rm", "-v", "cut:/v", IMAGE, "sh", "-c", half);

        String task = create("cut", "--mount", "source=cut,target=/etc").getFirst();

        assertEquals("", in(task, "grep half /etc/passwd"));
        assertEquals("own", in(task, "ls -A /etc | grep '^own$\\|^.d2k'"));

        // links are there already, over which some cp go only when forced to
        docker.ok("run", "--rm", "-v", "links:/v", IMAGE, "sh", "-c", "cp -a /bin/. /v; echo begun >/v/.d2k-fill");
        create("links", "--mount", "source=links,target=/bin");
    }

    @Test
    void tasksHaveAnonymousVolumesOfTheirOwnWithWhatTheImageHas() {
        List<String> tasks = create("own", "--replicas", "2", "--mount", "target=/etc");

        assertEquals(2, tasks.size());
        in(tasks.getFirst(), "touch /etc/mine");
        assertEquals("root", in(tasks.getLast(), "cut -d: -f1 /etc/passwd | head -n 1; ls /etc | grep mine"));
    }

    @Test
    void nocopyLeavesItEmpty() {
        String task = create("bare", "--mount", "source=bare,target=/etc,volume-nocopy")
                .getFirst();

        assertEquals("", in(task, "ls /etc | grep passwd"));
    }
}
