package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.HealthCheck;
import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.images.builder.Transferable;

/**
 * Testcontainers, set up as a developer would: by the file {@code .testcontainers.properties} in the home directory. Its
 * reaper is off, as its image needs the socket of a Docker host.
 */
class JavaTestcontainersIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private static String home;
    private static Namespace namespace;
    private static D2kServer server;

    @BeforeAll
    static void start() throws IOException {
        Cluster.assumeLocal();
        home = System.getProperty("user.home");
        namespace = Namespace.create();
        server = D2kServer.start(namespace, "--publish", "forward");
        Path directory = Files.createTempDirectory("d2k-e2e-home-");
        Files.writeString(directory.resolve(".testcontainers.properties"), """
                docker.host=%s
                testcontainers.reuse.enable=true
                """.formatted(server.host()));
        // Testcontainers reads it once in the life of the process.
        System.setProperty("user.home", directory.toString());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            System.setProperty("user.home", home);
            new Docker(server.host()).removeAll();
            try (Namespace ended = namespace) {
                server.close();
            }
        }
    }

    @AfterEach
    void answersWereRight() {
        server.checkAnswers();
    }

    @Test
    void reachesAnExposedPortOnceHttpAnswers() throws Exception {
        try (GenericContainer<?> web = web().waitingFor(Wait.forHttp("/").forStatusCode(200))) {
            web.start();

            assertTrue(get(web, "/").contains("hello from web"), web::getLogs);
            assertEquals(List.of(80), web.getExposedPorts());
            assertNotEquals(80, web.getMappedPort(80));
            assertTrue(web.isRunning());
        }
    }

    @Test
    void waitsForTheListeningPortByDefault() throws Exception {
        try (GenericContainer<?> web = web()) {
            web.start();

            assertTrue(get(web, "/").contains("hello from web"), web::getLogs);
        }
    }

    @Test
    void waitsForALineOfTheLog() {
        try (GenericContainer<?> box = box("echo first; sleep 1; echo ready to serve; sleep 300")
                .waitingFor(Wait.forLogMessage(".*ready to serve.*\\n", 1))) {
            box.start();

            assertEquals("first\nready to serve\n", box.getLogs());
        }
    }

    @Test
    void waitsForHealth() {
        try (GenericContainer<?> box = box("sleep 2; touch /tmp/ok; sleep 300")
                .withCreateContainerCmdModifier(create -> create.withHealthcheck(new HealthCheck()
                        .withTest(List.of("CMD", "test", "-e", "/tmp/ok"))
                        .withInterval(TimeUnit.SECONDS.toNanos(1))
                        .withRetries(20)))
                .waitingFor(Wait.forHealthcheck())) {
            box.start();

            assertTrue(box.isHealthy());
        }
    }

    @Test
    void runsCommandsInsideWithTheEnvironment() throws Exception {
        try (GenericContainer<?> box =
                box("sleep 300").withEnv("COLOUR", "light blue").withWorkingDirectory("/tmp")) {
            box.start();

            ExecResult result = box.execInContainer("sh", "-c", "echo $COLOUR; pwd; echo bad >&2; exit 3");
            assertEquals("light blue\n/tmp\n", result.getStdout());
            assertEquals("bad\n", result.getStderr());
            assertEquals(3, result.getExitCode());
        }
    }

    @Test
    void copiesFilesInBeforeTheStartAndOutAfterwards() throws Exception {
        try (GenericContainer<?> web = web().withCopyToContainer(Transferable.of("copied in"), "/var/www/new/a.txt")) {
            web.start();

            assertEquals("copied in", get(web, "/new/a.txt"));
            web.copyFileToContainer(Transferable.of("while it runs"), "/var/www/b.txt");
            assertEquals("while it runs", get(web, "/b.txt"));
            assertEquals(
                    "copied in",
                    web.copyFileFromContainer(
                            "/var/www/new/a.txt", in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    @Test
    void containersOnOneNetworkReachEachOtherByAlias() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> web = web().withNetwork(network).withNetworkAliases("site", "shop");
                GenericContainer<?> box = box("sleep 300").withNetwork(network)) {
            web.start();
            box.start();

            for (String alias : List.of("site", "shop")) {
                ExecResult result = box.execInContainer("wget", "-T", "5", "-qO-", "http://" + alias + "/");
                assertTrue(result.getStdout().contains("hello from web"), result::toString);
            }
        }
    }

    @Test
    void aProcessThatEndsMayBeAllThereIs() {
        try (GenericContainer<?> box =
                box("echo migrated").withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(LIMIT))) {
            box.start();

            assertEquals("migrated\n", box.getLogs());
            assertEquals(0L, box.getCurrentContainerInfo().getState().getExitCodeLong());
        }
    }

    @Test
    void aStartThatFailsTellsWhy() {
        ToStringConsumer log = new ToStringConsumer();
        try (GenericContainer<?> box =
                box("echo no licence; exit 4").withLogConsumer(log).waitingFor(Wait.forLogMessage("never", 1))) {
            assertThrows(ContainerLaunchException.class, box::start);

            Eventually.equal("no licence\n", LIMIT, log::toUtf8String);
        }
        try (GenericContainer<?> none = new GenericContainer<>("no-such-image:1")) {
            assertThrows(ContainerFetchException.class, none::start);
        }
    }

    @Test
    void aContainerIsUsedAgain() {
        try (GenericContainer<?> first =
                        box("sleep 300").withLabel("kind", "reused").withReuse(true);
                GenericContainer<?> second =
                        box("sleep 300").withLabel("kind", "reused").withReuse(true)) {
            first.start();
            second.start();

            assertEquals(first.getContainerId(), second.getContainerId());
        }
    }

    @Test
    void pullsAndFollowsTheLog() throws Exception {
        ToStringConsumer log = new ToStringConsumer();
        try (GenericContainer<?> box = new GenericContainer<>("alpine:latest")
                .withImagePullPolicy(PullPolicy.alwaysPull())
                .withCommand("sh", "-c", "echo one; sleep 1; echo two; sleep 300")
                .withLogConsumer(log)
                .waitingFor(Wait.forSuccessfulCommand("true"))) {
            box.start();

            Eventually.equal("one\ntwo\n", LIMIT, log::toUtf8String);
        }
    }

    @Test
    void aPortIsPublishedAtTheAddressThatIsAskedFor() throws Exception {
        Docker docker = new Docker(server.host());
        docker.ok("run", "-d", "--name", "inner", "-p", "127.0.0.2:18081:80", "web:1");

        assertEquals("127.0.0.2:18081", docker.ok("port", "inner", "80"));
        assertTrue(get(URI.create("http://127.0.0.2:18081/")).contains("hello from web"));
        docker.ok("run", "-d", "--name", "other", "-p", "127.0.0.3:18081:80", "web:1");
        assertTrue(docker.run("run", "-d", "--name", "third", "-p", "127.0.0.3:18081:80", "web:1")
                .exits(125)
                .stderr()
                .contains("Bind for 127.0.0.3:18081 failed: port is already allocated"));
        docker.ok("rm", "-f", "inner", "other", "third");
    }

    private static GenericContainer<?> web() {
        return new GenericContainer<>("web:1").withExposedPorts(80).withStartupTimeout(LIMIT);
    }

    private static GenericContainer<?> box(String script) {
        return new GenericContainer<>("busybox").withCommand("sh", "-c", script).withStartupTimeout(LIMIT);
    }

    private static String get(GenericContainer<?> container, String path) throws IOException, InterruptedException {
        return get(URI.create("http://" + container.getHost() + ":" + container.getFirstMappedPort() + path));
    }

    private static String get(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(address).timeout(LIMIT).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
