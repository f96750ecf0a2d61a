package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.OwnServer;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.ServiceCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tasks of services are told, have and print, and how they end, by the Docker CLI. */
class SwarmTasksIT {
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

    private static String tasks(String name) {
        return docker.ok("service", "ps", name, "--no-trunc", "--format", "{{.DesiredState}} {{.Error}}");
    }

    @Test
    void tasksEndedByTheirHealthCheckOrByHandHaveFailed() {
        List<String> once = List.of("--restart-condition", "none");
        List<String> checked =
                List.of("--health-cmd", "test ! -e /sick", "--health-interval", "1s", "--health-retries", "1");
        String trap = "trap 'exit 0' TERM; while :; do sleep 0.1; done";
        String sleep = "while :; do sleep 1; done";
        services.create("once", ServiceCommands.arguments(once, checked, "busybox", "sh", "-c", sleep));
        services.create("again", ServiceCommands.arguments(List.of(), checked, "busybox", "sh", "-c", sleep));
        services.create("killed", ServiceCommands.arguments(once, List.of(), "busybox", "sh", "-c", trap));
        for (String name : List.of("once", "again")) {
            docker.ok("exec", docker.ok("ps", "-q", "--filter", "name=" + name), "touch", "/sick");
        }
        docker.ok("kill", docker.ok("ps", "-q", "--filter", "name=killed"));

        String killed = "Shutdown \"task: non-zero exit (137)";
        String unhealthy = killed + ": dockerexec: unhealthy container\"";
        Eventually.equal(unhealthy, Docker.LIMIT, () -> tasks("once"));
        Eventually.equal(
                List.of("Running ", unhealthy),
                Docker.LIMIT,
                () -> tasks("again").lines().toList());
        assertEquals(killed + "\"", tasks("killed"), "whatever it made of TERM");
    }

    @Test
    void tasksWhoseImageCannotBeHadAreRejectedAsOftenAsTheyAreTriedAndHaveNoContainer() {
        List<String> missing = List.of("-d", "--no-resolve-image", "--restart-delay", "1s", "d2k-no-such-image:1");
        docker.ok(ServiceCommands.arguments(
                List.of("service", "create", "--name", "once", "--restart-condition", "none"), missing));
        docker.ok(ServiceCommands.arguments(
                List.of("service", "create", "--name", "twice", "--restart-condition", "on-failure"),
                List.of("--restart-max-attempts", "1"),
                missing.toArray(String[]::new)));

        String rejected = "Shutdown \"No such image: d2k-no-such-image:1\"";
        Eventually.equal(rejected, Docker.LIMIT, () -> tasks("once"));
        Eventually.equal(rejected + "\n" + rejected, Docker.LIMIT, () -> tasks("twice"));
        // those of the test before may be on their way still
        assertEquals(
                "",
                docker.ok(
                        "ps",
                        "-a",
                        "--filter",
                        "name=once",
                        "--filter",
                        "name=twice",
                        "--format",
                        "{{.Names}} {{.Status}}"));
    }

    @Test
    void tasksOfADeploymentWhoseImageCannotBeHadAreTriedAgainByOthers() {
        String image = "d2k-no-such-image:1";
        docker.ok("service", "create", "--name", "web", "-d", "--no-resolve-image", image);

        String rejected = "Shutdown \"No such image: " + image + "\"";
        Eventually.holds(
                "two tries",
                Docker.LIMIT,
                () -> tasks("web").lines().filter(rejected::equals).count() >= 2);
        docker.ok("service", "update", "--detach=false", "--no-resolve-image", "--image", "web:1", "web");
        assertEquals("Running ", tasks("web").lines().findFirst().orElse(""));
    }

    @Test
    void whatATaskTakesOfItsNodeIsShownWithItsContainer() {
        services.create("web", "-p", "mode=host,target=80,published=28480", "busybox", "sleep", "1000");

        String ports =
                docker.ok("ps", "--filter", "ancestor=busybox", "--filter", "publish=28480", "--format", "{{.Ports}}");
        assertTrue(ports.endsWith(":28480->80/tcp"), ports);
        assertEquals(
                "map[80/tcp:[{ 28480}]]",
                docker.inspect(docker.ok("ps", "-q", "--filter", "name=web"), "{{.HostConfig.PortBindings}}"));
    }

    @Test
    void tasksReadSecretsAndConfigs(@TempDir Path dir) throws IOException {
        docker.piped("hush", "secret", "create", "key", "-").exits(0);
        docker.ok(
                "config",
                "create",
                "ini",
                Files.writeString(dir.resolve("ini"), "a=b").toString());
        String page = "{{env \"PORT\"}} of {{.Service.Name}}\n";
        docker.piped(page, "config", "create", "--template-driver", "golang", "page", "-")
                .exits(0);
        services.create(
                "reader",
                "--secret",
                "key",
                "--config",
                "source=ini,target=/etc/app.ini,uid=33,gid=44,mode=0440",
                "--config",
                "source=page,target=/page",
                "-e",
                "PORT=81",
                "--mount",
                "type=volume,source={{.Service.Name}}-data,target=/data",
                "--hostname",
                "on-{{.Service.Name}}",
                "busybox",
                "sh",
                "-c",
                "cat /run/secrets/key /etc/app.ini /page; stat -c ' %u %g %a' /etc/app.ini; hostname; sleep 1000");
        Eventually.equal("husha=b81 of reader\n 33 44 440\non-reader", Docker.LIMIT, () -> services.logs("reader"));
        assertEquals("reader-data", docker.ok("volume", "ls", "-q", "--filter", "name=reader"));
        assertTrue(docker.run("secret", "rm", "key").exits(1).stderr().contains("is in use by"), "in use");
        String refusal = docker.run("service", "create", "--hostname", "web-{{.Node.Platform.Architecture}}", "busybox")
                .exits(1)
                .stderr();
        assertTrue(
                refusal.contains("{{.Node.Platform.Architecture}} in Hostname is not available on Kubernetes"),
                refusal);
    }

    @Test
    void tasksHaveTheirNumberInTheirNamesVariablesAndVolumes() {
        services.create(
                "db",
                "--replicas",
                "2",
                "-e",
                "PEER=db-{{.Task.Slot}} on {{.Node.Hostname}}",
                "-e",
                "SELF={{.Task.Name}}",
                "--hostname",
                "{{.Service.Name}}-{{.Task.Slot}}",
                "--mount",
                "type=volume,source=db-{{.Task.Slot}},target=/data",
                "busybox",
                "sh",
                "-c",
                "echo $(hostname) $PEER; sleep 1000");
        String node = docker.ok("node", "inspect", "self", "-f", "{{.Description.Hostname}}");
        Eventually.equal(
                "db-1 db-1 on " + node + "\ndb-2 db-2 on " + node, Docker.LIMIT, () -> services.sortedLogs("db"));
        assertEquals("db-1\ndb-2", docker.ok("volume", "ls", "-q", "--filter", "name=db-"));
        String first = docker.ok("ps", "-q", "--filter", "name=db.1");
        assertEquals("db-1 db-1", docker.inspect(first, "{{.Config.Hostname}} {{(index .Mounts 0).Name}}"));
        assertEquals(docker.inspect(first, "{{.Name}}"), "/" + docker.ok("exec", first, "sh", "-c", "echo $SELF"));
        docker.ok("service", "scale", "db=3");
        Eventually.holds("a third", Docker.LIMIT, () -> services.logs("db").contains("db-3 db-3 on"));

        services.create(
                "agent",
                "--mode",
                "global",
                "--hostname",
                "{{.Node.Hostname}}",
                "busybox",
                "sh",
                "-c",
                "hostname; sleep 1000");
        Eventually.equal(node, Docker.LIMIT, () -> services.logs("agent"));

        services.create(
                "told",
                "--replicas",
                "2",
                "--hostname",
                "{{.Node.Hostname}}-{{.Node.ID}}-{{.Service.Name}}",
                "busybox",
                "sh",
                "-c",
                "hostname; sleep 1000");
        String told = node + "-" + docker.ok("node", "inspect", "self", "-f", "{{.ID}}") + "-told";
        Eventually.equal(told + "\n" + told, Docker.LIMIT, () -> services.logs("told"));
    }

    /** The first one's task is still ending, and holds what it mounted, when the second one's begins. */
    @Test
    void aSecretMadeAnewHasItsOwnBytes() {
        for (String bytes : List.of("first", "second")) {
            docker.piped(bytes, "secret", "create", "turn", "-").exits(0);
            services.create(
                    bytes, "--secret", "turn", "busybox", "sh", "-c", "cat /run/secrets/turn; echo; sleep 1000");
            Eventually.equal(bytes, Docker.LIMIT, () -> services.logs(bytes));
            docker.ok("service", "rm", bytes);
            docker.ok("secret", "rm", "turn");
        }
    }

    @Test
    void logsOfReplacedTasksStay() {
        String script = "echo task $V; trap 'echo end of $V; exit' TERM; while :; do sleep 0.1; done";
        services.create("talk", "--update-monitor", "1s", "-e", "V=1", "busybox", "sh", "-c", script);
        Eventually.equal("task 1", Docker.LIMIT, () -> services.logs("talk"));
        long kept = keptLogs();
        docker.ok("service", "update", "--env-add", "V=2", "talk");

        String all = "end of 1\ntask 1\ntask 2"; // Kubernetes starts the second while the first still ends
        Eventually.equal(all, Docker.LIMIT, () -> services.sortedLogs("talk"));
        // with its pod a log is kept a moment after the end, and only what is kept outlives both
        Eventually.holds("the log of the first task is kept", Docker.LIMIT, () -> keptLogs() > kept);
        own.server().kill();
        own.server().start();
        Eventually.equal(all, Docker.LIMIT, () -> services.sortedLogs("talk"));
        docker.ok("service", "update", "--args", "sh -c 'echo third; sleep 1000'", "talk");
        docker.ok("service", "scale", "talk=0");
        Eventually.equal("", Docker.LIMIT, () -> services.logs("talk"));
    }

    @Test
    void followedLogsBeginWithTheirLastLinesAndTasksOutliveTheirServiceUntilTheyEnd() {
        String script = "echo one; echo two; trap 'echo bye; sleep 3; exit 3' TERM; while :; do sleep 0.1; done";
        services.create("slow", "--stop-grace-period", "20s", "busybox", "sh", "-c", script);
        Eventually.equal("one\ntwo", Docker.LIMIT, () -> services.logs("slow"));
        String container = docker.ok("ps", "-q", "--no-trunc");
        try (Program logs = docker.start("service", "logs", "-f", "--raw", "--tail", "1", "slow");
                Program events =
                        docker.start("events", "--filter", "container=" + container, "--format", "{{.Action}}")) {
            logs.awaitOutput("two\n", Docker.LIMIT);
            docker.ok("service", "rm", "slow");
            assertEquals("", docker.ok("service", "ls", "-q"));
            assertEquals(container, docker.ok("ps", "-q", "--no-trunc"), "its process ends still");
            assertEquals(
                    "Remove",
                    docker.ok("node", "ps", "self", "--filter", "name=slow", "--format", "{{.DesiredState}}"));
            Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-q"));
            // a busy node was seen to take more than two minutes to clear the pod away
            events.awaitOutput("destroy\n", Docker.LIMIT.multipliedBy(2));
            assertTrue(events.soFar().contains("stdout: kill\nstop\ndie\ndestroy\n"), events::soFar);
            assertTrue(logs.soFar().contains("stdout: two\n"), logs::soFar);
        }
    }

    private static long keptLogs() {
        return own.namespace()
                .kubectl("get", "configmaps", "-l", "d2k.io/kind=task-log", "-o", "name")
                .exits(0)
                .stdout()
                .lines()
                .count();
    }
}
