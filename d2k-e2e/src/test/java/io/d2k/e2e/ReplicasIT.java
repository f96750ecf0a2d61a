package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Program;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two d2k on one namespace: whichever is asked, the same is there, and either may go. */
class ReplicasIT {
    /** A lease of 15 s, and what a start takes on a busy machine. */
    private static final Duration TAKEOVER = Duration.ofMinutes(2);

    private static final Pattern ID = Pattern.compile("\"Id\":\"(\\w+)\"");

    private static Namespace namespace;
    private static D2kServer leader;
    private static D2kServer follower;

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        leader = D2kServer.start(namespace, D2kServer.LEADER_ELECTION);
        follower = D2kServer.start(namespace, D2kServer.LEADER_ELECTION);
    }

    @AfterAll
    static void stop() {
        try (Namespace ended = namespace) {
            follower.close();
            leader.close();
        }
    }

    @AfterEach
    void restore() {
        for (D2kServer server : new D2kServer[] {leader, follower}) {
            if (!server.isRunning()) {
                server.start(); // a test has failed
            }
        }
        new Docker(follower.host()).removeAll();
    }

    /** From here on the one that leads is called leader. */
    private static void swap() {
        D2kServer before = leader;
        leader = follower;
        follower = before;
    }

    private static String holder() {
        return namespace
                .kubectl("get", "lease", "d2k", "-o", "jsonpath={.metadata.annotations.d2k\\.io/address}")
                .exits(0)
                .text();
    }

    private static String address(D2kServer server) {
        return "127.0.0.1:" + server.port();
    }

    @Test
    void anExecOfOneIsStartedAndInspectedThroughTheOther() {
        new Docker(leader.host()).runDetached("up", "sleep 300");
        Http one = leader.http();
        Http other = follower.http();
        String made = one.send("POST", "/containers/up/exec", "{\"Cmd\":[\"sh\",\"-c\",\"exit 7\"]}")
                .body();
        Matcher id = ID.matcher(made);
        assertTrue(id.find(), made);
        String exec = "/exec/" + id.group(1);
        assertEquals(
                200, other.send("POST", exec + "/start", "{\"Detach\":true}").status());
        Eventually.holds(
                "the exit code",
                Docker.LIMIT,
                () -> one.get(exec + "/json").body().contains("\"ExitCode\":7"));
        assertTrue(other.get(exec + "/json").body().contains("\"ExitCode\":7"));
    }

    @Test
    void streamsGoThroughTheFollowerBothWays() {
        Docker docker = new Docker(follower.host());
        assertEquals(
                "hello\n",
                docker.piped("hello\n", "run", "-i", "--rm", "busybox", "sh", "-c", "read line; echo $line")
                        .exits(0)
                        .stdout());
        try (Program events = docker.start("events", "--format", "{{.Action}} {{.Actor.Attributes.name}}")) {
            Eventually.holds(
                    "the subscription arrived",
                    Docker.LIMIT,
                    () -> follower.process().clientSockets() >= 1);
            new Docker(leader.host()).ok("create", "--name", "seen", "busybox", "true");
            events.awaitOutput("create seen", Docker.LIMIT);
        }
    }

    @Test
    void theFollowerTakesOverFromALeaderThatCrashed() {
        Docker docker = new Docker(follower.host());
        docker.runDetached("service", "sleep 300");
        docker.run("run", "-d", "--name", "over", "busybox", "sh", "-c", "until [ -e /go ]; do sleep 0.1; done; exit 4")
                .exits(0);
        String pod = namespace.podOf(docker.inspect("over", "{{.Id}}"));
        leader.kill();
        namespace.kubectl("exec", pod, "--", "touch", "/go").exits(0); // it ends while nobody leads
        assertEquals(
                "service",
                docker.run(TAKEOVER, "inspect", "-f", "{{slice .Name 1}}", "service")
                        .exits(0)
                        .text());
        assertEquals(address(follower), holder());
        Eventually.equal(
                "exited 4", Docker.LIMIT, () -> docker.inspect("over", "{{.State.Status}} {{.State.ExitCode}}"));
        leader.start();
        swap();
        assertEquals("here", new Docker(follower.host()).ok("exec", "service", "echo", "here"));
    }

    @Test
    void theFollowerTakesOverFromALeaderThatEnds() {
        Docker docker = new Docker(follower.host());
        docker.ok("create", "--name", "kept", "busybox", "true");
        assertEquals(address(leader), holder());
        leader.stop();
        assertEquals(
                "kept",
                docker.run(TAKEOVER, "ps", "-a", "--format", "{{.Names}}")
                        .exits(0)
                        .text());
        assertEquals(address(follower), holder());
        leader.start();
        swap();
    }

    @Test
    void whoLosesTheLeaseEnds() {
        namespace
                .kubectl("patch", "lease", "d2k", "--type=merge", "-p", "{\"spec\":{\"holderIdentity\":\"somebody\"}}")
                .exits(0);
        Eventually.holds("the leader ends", TAKEOVER, () -> !leader.process().runs());
        leader.restart();
        assertEquals(
                "",
                new Docker(follower.host()).run(TAKEOVER, "ps", "-q").exits(0).text());
        if (holder().equals(address(follower))) {
            swap();
        }
    }
}
