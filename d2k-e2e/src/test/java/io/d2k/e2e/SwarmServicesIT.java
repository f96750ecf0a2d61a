package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.OwnServer;
import io.d2k.e2e.fixture.ServiceCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services and stacks, by the Docker CLI. Commands that are not detached wait until the service is as asked. */
class SwarmServicesIT {
    private static OwnServer own;
    private static Docker docker;
    private static ServiceCommands services;

    @BeforeAll
    static void start() {
        own = OwnServer.start("--swarm-mode", "true");
        docker = own.docker();
        services = new ServiceCommands(docker);
    }

    @AfterAll
    static void stop() {
        own.close();
    }

    @AfterEach
    void removeServices() {
        services.removeAll();
    }

    @Test
    void serviceIsMadeScaledUpdatedRolledBackAndRemoved() {
        services.create(
                "web",
                "--update-monitor",
                "1s",
                "--rollback-monitor",
                "1s",
                "--replicas",
                "2",
                "-e",
                "V=1",
                "busybox",
                "sleep",
                "1000");
        assertEquals("web 2/2", services.replicas("web"));

        docker.ok("service", "scale", "web=3");
        assertEquals("web 3/3", services.replicas("web"));

        docker.ok("service", "update", "--env-add", "V=2", "--update-parallelism", "0", "web");
        Eventually.equal("completed", Docker.LIMIT, () -> services.inspect("web", "{{.UpdateStatus.State}}"));
        String container = docker.ok("ps", "-q", "--filter", "name=web.1");
        assertEquals("2", docker.ok("exec", container, "sh", "-c", "echo $V"));

        docker.ok("service", "rollback", "web");
        Eventually.equal("rollback_completed", Docker.LIMIT, () -> services.inspect("web", "{{.UpdateStatus.State}}"));
        assertEquals("[V=1]", services.inspect("web", "{{.Spec.TaskTemplate.ContainerSpec.Env}}"));
        String tasks = docker.ok("service", "ps", "web", "--format", "{{.Name}} {{.DesiredState}}");
        assertEquals(3, tasks.lines().filter(l -> l.endsWith("Running")).count(), tasks);
        assertTrue(tasks.contains("Shutdown"), tasks);

        docker.ok("service", "rm", "web");
        assertTrue(
                docker.run("service", "inspect", "web").exits(1).stderr().contains("no such service: web"),
                "the service is gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "on-failure"})
    void updateThatIsTakenBackLeavesTheTasksAloneThatItHasNotReplaced(String restart) {
        services.create("back", "--replicas", "3", "--restart-condition", restart, "busybox", "sleep", "1000");
        Set<String> before = running("back");

        docker.ok("service", "update", "-d", "--args", "nosuch", "back");
        Eventually.equal("paused", Docker.LIMIT, () -> services.inspect("back", "{{.UpdateStatus.State}}"));
        docker.ok("service", "rollback", "-d", "back");
        Eventually.equal("rollback_completed", Docker.LIMIT, () -> services.inspect("back", "{{.UpdateStatus.State}}"));

        Set<String> kept = running("back");
        assertEquals(3, kept.size());
        kept.retainAll(before);
        assertEquals(2, kept.size(), "one was replaced");
    }

    private static Set<String> running(String service) {
        return docker.ok("service", "ps", "-q", "--filter", "desired-state=running", service)
                .lines()
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void tasksThatEndForGoodAreReplacedOneAfterTheOther() {
        services.create(
                "once",
                "--update-monitor",
                "1s",
                "--replicas",
                "2",
                "--restart-condition",
                "none",
                "busybox",
                "sleep",
                "1000");

        docker.ok("service", "update", "-d", "--env-add", "V=2", "--update-delay", "2s", "once");
        Eventually.equal("completed", Docker.LIMIT, () -> services.inspect("once", "{{.UpdateStatus.State}}"));

        List<String> starts = docker.ok("ps", "-q", "--filter", "name=once")
                .lines()
                .map(id -> docker.inspect(id, "{{.State.StartedAt}}"))
                .sorted()
                .toList();
        assertEquals(2, starts.size());
        var between = Duration.between(Instant.parse(starts.getFirst()), Instant.parse(starts.getLast()));
        assertTrue(between.toMillis() >= 1000, "the second start came " + between + " after the first");
    }

    @Test
    void updateGoesOnWhenD2kIsKilledInItsMiddle() {
        services.create(
                "long",
                "--update-monitor",
                "1s",
                "--replicas",
                "3",
                "--update-delay",
                "2s",
                "busybox",
                "sleep",
                "1000");
        docker.ok("service", "update", "-d", "--env-add", "V=2", "long");
        own.server().kill();
        own.server().start();

        Eventually.equal("completed", Docker.LIMIT, () -> services.inspect("long", "{{.UpdateStatus.State}}"));
        assertEquals("long 3/3", services.replicas("long"));
        docker.ok("ps", "-q", "--filter", "name=long")
                .lines()
                .forEach(id -> assertEquals("2", docker.ok("exec", id, "sh", "-c", "echo $V")));
    }

    @Test
    void globalServiceAndJob() {
        services.create("everywhere", "--mode", "global", "busybox", "sleep", "1000");
        assertEquals("everywhere 1/1", services.replicas("everywhere"));

        services.create("job", "--mode", "replicated-job", "--replicas", "2", "busybox", "echo", "done");
        assertEquals("job 0/2 (2/2 completed)", services.replicas("job"));
        Eventually.equal("done\ndone", Docker.LIMIT, () -> services.logs("job"));
    }

    @Test
    void stackIsDeployedAgainAndRemoved(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("stack.yml");
        String stack = """
                version: "3.8"
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_grace_period: 1s
                    networks: [front]
                    volumes: ["data:/data"]
                    configs: [cfg]
                    deploy: {replicas: REPLICAS, update_config: {monitor: 1s}}
                networks: {front: {}}
                volumes: {data: {}}
                configs: {cfg: {file: ./cfg}}
                """;
        Files.writeString(dir.resolve("cfg"), "a=b");
        Files.writeString(file, stack.replace("REPLICAS", "1"));
        docker.ok("stack", "deploy", "-c", file.toString(), "s");
        Eventually.equal("s_web 1/1", Docker.LIMIT, () -> services.replicas("s_web"));
        String before = docker.ok("ps", "-q");

        Files.writeString(file, stack.replace("REPLICAS", "2"));
        docker.ok("stack", "deploy", "-c", file.toString(), "s");
        Eventually.equal("s_web 2/2", Docker.LIMIT, () -> services.replicas("s_web"));
        assertTrue(docker.ok("ps", "-q").contains(before), "scaling leaves tasks alone");
        assertEquals("s 1", docker.ok("stack", "ls", "--format", "{{.Name}} {{.Services}}"));

        docker.ok("stack", "rm", "s");
        Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-q"));
        assertEquals("", docker.ok("config", "ls", "-q", "--filter", "label=com.docker.stack.namespace=s"));
        assertTrue(docker.ok("volume", "ls", "-q").contains("s_data"), "volumes outlive their stack");
    }
}
