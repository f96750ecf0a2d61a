package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.SharedServer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker inspect}, {@code images}, {@code pull}, {@code version} and {@code info}. */
@ExtendWith(SharedServer.class)
class InspectIT {
    private final Docker docker;

    InspectIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void givesBackWhatWasAskedFor() {
        docker.ok(
                "create",
                "--name",
                "given",
                "-e",
                "A=1",
                "-l",
                "org.example.kind=a/b:c d",
                "-w",
                "/srv",
                "-u",
                "1000:1000",
                "-h",
                "box",
                "--stop-signal",
                "INT",
                "--stop-timeout",
                "7",
                "--memory",
                "64m",
                "--cpus",
                "0.5",
                "--restart",
                "on-failure:3",
                "--cap-add",
                "NET_ADMIN",
                "--read-only",
                "busybox",
                "echo",
                "a b");

        assertEquals(
                "[\"echo\",\"a b\"] /srv 1000:1000 box INT 7",
                docker.inspect(
                        "given",
                        "{{json .Config.Cmd}} {{.Config.WorkingDir}} {{.Config.User}} {{.Config.Hostname}} {{.Config.StopSignal}} {{.Config.StopTimeout}}"));
        assertEquals("a/b:c d", docker.inspect("given", "{{index .Config.Labels \"org.example.kind\"}}"));
        assertEquals(
                "67108864 500000000 on-failure 3 [NET_ADMIN] true",
                docker.inspect(
                        "given",
                        "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.RestartPolicy.Name}}"
                                + " {{.HostConfig.RestartPolicy.MaximumRetryCount}} {{.HostConfig.CapAdd}} {{.HostConfig.ReadonlyRootfs}}"));
    }

    @Test
    void tellsTheTimesOfTheRun() {
        docker.run("run", "--name", "life", "busybox", "sh", "-c", "exit 2").exits(2);

        String[] times = docker.inspect("life", "{{.Created}} {{.State.StartedAt}} {{.State.FinishedAt}}")
                .split(" ");
        assertTrue(Instant.parse(times[0]).compareTo(Instant.parse(times[1])) <= 0, () -> String.join(" ", times));
        assertTrue(Instant.parse(times[1]).compareTo(Instant.parse(times[2])) <= 0, () -> String.join(" ", times));
    }

    @Test
    void theHealthLogEndsWithTheCheckThatPassed() {
        String check = "test -e /tmp/ok || { echo not yet; exit 1; }";
        docker.ok(
                "run",
                "-d",
                "--name",
                "sick",
                "--health-cmd",
                check,
                "--health-interval",
                "1s",
                "--health-retries",
                "30",
                "busybox",
                "sh",
                "-c",
                "sleep 4; touch /tmp/ok; sleep 300");
        Eventually.equal("healthy", Docker.LIMIT, () -> docker.inspect("sick", "{{.State.Health.Status}}"));

        String log = docker.inspect("sick", "{{range .State.Health.Log}}{{.ExitCode}} {{end}}");
        assertTrue(log.endsWith("0"), log); // of those that failed Kubernetes tells in its own time
    }

    @Test
    void healthInTheStartPeriodDoesNotWaitForTheInterval() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "soon",
                "--health-cmd",
                "test -e /tmp/ok",
                "--health-interval",
                "10m",
                "--health-start-period",
                "1h",
                "--health-start-interval",
                "1s",
                "busybox",
                "sh",
                "-c",
                "sleep 3; touch /tmp/ok; sleep 300");

        Eventually.equal("healthy", Docker.LIMIT, () -> docker.inspect("soon", "{{.State.Health.Status}}"));
    }

    @Test
    void takesFactsFromTheImage() {
        Cluster.assumeLocal();
        docker.ok("create", "--name", "site", "web:1");

        assertEquals(
                "[\"httpd\"] [\"-f\",\"-v\",\"-p\",\"80\",\"-h\",\"/var/www\"] /var/www {\"80/tcp\":{}}",
                docker.inspect(
                        "site",
                        "{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}}"));
    }

    @Test
    void pullTellsOfProgressAndMakesTheImageKnown() {
        Cluster.assumeLocal();
        assertTrue(docker.ok("pull", "web:2").contains("web:2"));

        assertEquals("web:2", docker.ok("images", "--format", "{{.Repository}}:{{.Tag}}", "web:2"));
        assertEquals("[\"httpd\"]", docker.ok("image", "inspect", "-f", "{{json .Config.Entrypoint}}", "web:2"));
    }

    @Test
    void pullOfAnImageThatDoesNotExistFails() {
        docker.run("pull", "no-such-image:1").exits(1);
    }

    @Test
    void versionAndInfoAreThoseOfAnEngine() {
        assertEquals("linux 1.24", docker.ok("version", "--format", "{{.Server.Os}} {{.Server.MinAPIVersion}}"));
        docker.runDetached("up", "sleep 300");
        docker.ok("create", "--name", "fresh", "busybox", "true");
        assertEquals(
                "2 1 1 linux",
                docker.ok(
                        "info",
                        "--format",
                        "{{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}} {{.OSType}}"));
    }
}
