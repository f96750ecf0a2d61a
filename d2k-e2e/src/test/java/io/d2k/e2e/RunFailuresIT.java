package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't start: said in time and in words, with nothing left behind. */
class RunFailuresIT {
    /** Twice what is asked of the server: a start that fails does not hang. */
    private static final Duration BOUND = Duration.ofSeconds(90);

    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        server = D2kServer.start(namespace, "--start-timeout", "15");
        docker = new Docker(server.host());
    }

    @AfterAll
    static void stop() {
        try (Namespace ended = namespace) {
            server.close();
        }
    }

    @AfterEach
    void removeContainers() {
        docker.removeAll();
    }

    @Test
    void anImageThatDoesNotExistIsExitCode125() {
        Outcome outcome = docker.run(BOUND, "run", "--name", "ghost", "no-such-image:1", "true")
                .exits(125);

        assertTrue(outcome.stderr().contains("no-such-image"), outcome::toString);
        assertEquals("", docker.ok("ps", "-aq"), "Docker makes no container without an image");
    }

    @Test
    void anImageThatDoesNotExistIsExitCode125WhenDetached() {
        docker.run(BOUND, "run", "-d", "no-such-image:1").exits(125);

        assertEquals("", docker.ok("ps", "-aq"));
    }

    @Test
    void aQuotaThatIsUsedUpIsExitCode125() {
        namespace.apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: no-pods}
                spec: {hard: {pods: "0"}}
                """);
        Eventually.holds(
                "the quota counts",
                BOUND,
                () -> namespace
                        .kubectl("get", "quota", "no-pods", "-o", "jsonpath={.status.hard.pods}")
                        .text()
                        .equals("0"));
        try {
            Outcome foreground = docker.run(BOUND, "run", "--name", "one", "busybox", "true");
            assertTrue(foreground.exits(125).stderr().contains("quota"), foreground::toString);
            assertTrue(docker.inspect("one", "{{.State.Error}}").contains("quota"));

            Outcome service = docker.run(BOUND, "run", "-d", "--restart", "always", "busybox", "sleep", "300");
            assertTrue(service.exits(125).stderr().contains("quota"), service::toString);
        } finally {
            namespace.kubectl("delete", "quota", "no-pods").exits(0);
        }
    }

    @Test
    void whatFitsOnNoNodeIsExitCode125() {
        Outcome outcome =
                docker.run(BOUND, "run", "--name", "huge", "--memory-reservation", "100000g", "busybox", "true");

        assertTrue(
                outcome.exits(125).stderr().toLowerCase(Locale.ROOT).contains("insufficient memory"),
                outcome::toString);
    }

    @Test
    void aStartThatFailedCanBeRepeatedOnceThereIsRoom() {
        namespace.apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: no-pods-now}
                spec: {hard: {pods: "0"}}
                """);
        docker.ok("create", "--name", "later", "busybox", "sh", "-c", "echo ran");
        docker.run(BOUND, "start", "later").exits(1);
        namespace.kubectl("delete", "quota", "no-pods-now").exits(0);

        assertEquals("ran", docker.ok("start", "-a", "later"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --name no/good            | Invalid container name
                    --memory 1m               | Minimum memory limit allowed is 6MB
                    -w relative               | the working directory 'relative' is invalid
                    -v relative/path:/data    | includes invalid characters for a local volume name
                    --rm --restart always     | Conflicting options
                    """)
    void whatIsRefusedLeavesNothingBehind(String flags, String message) {
        Set<String> before = namespace.objects();

        Outcome outcome =
                docker.run(("run " + flags + " busybox true").split(" ")).exits(125);

        assertTrue(outcome.stderr().contains(message), outcome::toString);
        assertEquals(before, namespace.objects());
    }

    @Test
    void whatIsRemovedLeavesNothingBehind() {
        docker.ok("run", "--name", "warm", "busybox", "true");
        docker.ok("rm", "-v", "warm");
        Eventually.equal(Set.of(), Docker.LIMIT, RunFailuresIT::podsAndJobs);
        Set<String> before = namespace.objects();

        docker.run("run", "-v", "/data", "--name", "once", "busybox", "true").exits(0);
        docker.ok("run", "-d", "--restart", "always", "--name", "service", "busybox", "sleep", "300");
        docker.run(BOUND, "run", "--name", "broken", "busybox", "no-such-command")
                .exits(127);
        docker.ok("rm", "-fv", "once", "service", "broken");

        Eventually.equal(before, Docker.LIMIT, namespace::objects);
    }

    private static Set<String> podsAndJobs() {
        return Set.copyOf(namespace
                .kubectl("get", "pods,jobs,podtemplates", "-o", "name")
                .exits(0)
                .lines());
    }
}
