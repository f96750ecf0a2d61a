package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LifecycleTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    /** A Deployment: it runs the image's own command. */
    private static Specs service() {
        return Specs.of("web");
    }

    private static Specs kind(String workload) {
        return workload.equals("deployment") ? service() : sleeper();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void aContainerGoesFromCreatedOverRunningToExited(String workload) throws Exception {
        String id = f.create("life", kind(workload));
        assertEquals("created", f.status(id));
        assertTrue(Bounded.call(() -> f.containers.start("life")));
        assertEquals("running", f.status(id));
        assertFalse(f.containers.start("life"), "304 when it runs already");
        f.pod().onSignal(n -> {});
        assertTrue(Bounded.call(() -> f.containers.stop("life", "", Optional.of(0))));
        assertEquals("exited", f.status(id));
        assertFalse(f.containers.stop("life", "", Optional.empty()), "304 when it does not run");
        assertEquals(1, f.awaitRecorded(id, 1).run());
        assertEquals(List.of(), f.names(false));
        assertEquals(List.of("life"), f.names(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void stopSendsTheSignalAndTheProcessEndsByItself(String workload) throws Exception {
        String id = f.run("polite", kind(workload));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(n == 15 ? 5 : 99));
        Bounded.call(() -> f.containers.stop("polite", "", Optional.of(5)));
        assertEquals(5, f.state(id).exitCode());
        f.events.await("polite", "stop", 1);
        f.events.expect(id, "create", "start", "kill", "stop", "die");
        assertEquals("15", f.events.await("polite", "kill", 1).attributes().get("signal"));
        assertEquals("5", f.events.await("polite", "die", 1).attributes().get("exitCode"));
    }

    /** The end of the first process ends all others of its namespace, and so the shell that has sent the signal. */
    @Test
    void aSignalIsSentThoughItsShellEndsWithTheContainer() throws Exception {
        f.cluster.nodes.endShellsWithTheirContainer();
        String id = f.run("quick", kind("job"));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(n == 15 ? 5 : 99));
        Bounded.call(() -> f.containers.stop("quick", "", Optional.of(5)));
        assertEquals(5, f.state(id).exitCode());
        assertEquals(1, f.cluster.containers.find(id).orElseThrow().pods().size(), "the pod stays");
    }

    /** A controller that has not learned yet that no pod is wanted makes another for one that goes. */
    @Test
    void anotherPodOfItsDeploymentTellsNothingOfTheEnd() throws Exception {
        String id = f.run("replaced", kind("deployment"));
        FakePod pod = f.pod();
        pod.onSignal(n -> {
            f.cluster.containers.replace(id);
            pod.end(n == 15 ? 5 : 99);
        });
        Bounded.call(() -> f.containers.stop("replaced", "", Optional.of(5)));
        assertEquals(5, f.awaitRecorded(id, 1).exitCode());
        assertEquals("exited", f.status(id));
    }

    @Test
    void stopSendsTheContainersOwnSignal() throws Exception {
        String id = f.run("custom", sleeper().stopSignal("USR1"));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(n == 10 ? 6 : 99));
        Bounded.call(() -> f.containers.stop("custom", "", Optional.empty()));
        assertEquals(6, f.state(id).exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void stopKillsAfterTheGracePeriodAndTellsSo(String workload) throws Exception {
        String id = f.run("stubborn", kind(workload));
        f.pod().onSignal(n -> {});
        Bounded.call(() -> f.containers.stop("stubborn", "", Optional.of(0)));
        assertEquals(137, f.state(id).exitCode());
        assertEquals("exited", f.status(id));
        f.events.await("stubborn", "stop", 1);
        f.events.expect(id, "create", "start", "kill", "kill", "stop", "die");
        assertEquals("9", f.events.await("stubborn", "kill", 2).attributes().get("signal"));
    }

    @Test
    void stopLeavesTheSignalToTheKubeletWhereTheImageHasNoShell() throws Exception {
        f.cluster.nodes.withoutShell();
        String id = f.run("bare", sleeper());
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(n == 15 ? 7 : 99));
        Bounded.call(() -> f.containers.stop("bare", "", Optional.empty()));
        assertEquals(7, f.awaitRecorded(id, 1).exitCode());
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot kill container: bare: container " + id + " is not running",
                () -> f.containers.kill("bare", "HUP"));
    }

    @Test
    void aSignalThatComesTooLateIsNotLaidToTheImage() throws Exception {
        f.cluster.nodes.withoutShell();
        String id = f.run("late", sleeper());
        FakePod pod = f.pod();
        f.cluster.nodes.atLostSignal(() -> pod.end(0));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot kill container: late: container " + id + " is not running",
                () -> f.containers.kill("late", "HUP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void killEndsTheProcessWith137(String workload) {
        String id = f.run("shot", kind(workload));
        Bounded.call(() -> {
            f.containers.kill("shot", "");
            return 0;
        });
        assertEquals("exited", f.status(id));
        assertEquals(137, f.state(id).exitCode());
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void killIsToldOnceWithItsDeath(String workload) throws Exception {
        for (int i = 1; i <= 20; i++) {
            String name = "shot" + i;
            String id = f.run(name, kind(workload));
            f.containers.kill(name, "KILL");
            f.events.await(name, "die", 1);
            f.containers.rename(name, "was" + i);
            f.events.await("was" + i, "rename", 1);
            f.events.expect(id, "create", "start", "kill", "die", "rename");
        }
    }

    @Test
    void killDeliversOtherSignals() throws Exception {
        String id = f.run("hup", sleeper());
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.print("signal " + n));
        f.containers.kill("hup", "SIGHUP");
        assertEquals("running", f.status(id));
        assertEquals(List.of("signal 1"), f.logs(id));
    }

    @Test
    void filtersByContainersThatAreNotThereAreRefusedThoughNoneIs() {
        for (String name : List.of("since", "before")) {
            Fixture.refused(
                    ErrorKind.NOT_FOUND,
                    "No such container: ghost",
                    () -> f.containers.list(new ContainerQuery(false, 0, new Filters(Map.of(name, List.of("ghost"))))));
        }
    }

    @Test
    void killRefusesWhatDockerRefuses() {
        String id = f.create("idle", sleeper());
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot kill container: idle: container " + id + " is not running",
                () -> f.containers.kill("idle", ""));
        Fixture.refused(
                ErrorKind.INVALID,
                "cannot kill container: idle: invalid signal: NOSUCH",
                () -> f.containers.kill("idle", "NOSUCH"));
        Fixture.refused(
                ErrorKind.INVALID,
                "cannot kill container: idle: the linux daemon does not support signal 99",
                () -> f.containers.kill("idle", "99"));
        f.run("busy", sleeper());
        Fixture.refused(
                ErrorKind.INTERNAL,
                "cannot stop container: busy: invalid signal: NOSUCH",
                () -> f.containers.stop("busy", "NOSUCH", Optional.empty()));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "Cannot restart container busy: invalid signal: NOSUCH",
                () -> f.containers.restart("busy", "NOSUCH", Optional.empty()));
        Fixture.refused(
                ErrorKind.INVALID,
                "cannot kill container: ghost: invalid signal: NOSUCH",
                () -> f.containers.kill("ghost", "NOSUCH"));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "cannot kill container: ghost: No such container: ghost",
                () -> f.containers.kill("ghost", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void restartRunsItOnceMore(String workload) throws Exception {
        String id = f.run("again", kind(workload));
        FakePod first = f.pod();
        first.onSignal(n -> first.end(0));
        Bounded.call(() -> {
            f.containers.restart("again", "", Optional.of(5));
            return 0;
        });
        assertEquals("running", f.status(id));
        assertFalse(first.uid().equals(f.pod().uid()));
        f.events.await("again", "restart", 1);
        f.events.expect(id, "create", "start", "kill", "stop", "die", "start", "restart");
        f.cluster.containers.settle();
        assertEquals("running", f.status(id), "the end of the first run must not end the second");
    }

    @Test
    void restartDoesNotRemoveWhatIsRemovedAtItsEnd() throws Exception {
        String id = f.run("again", sleeper().rm());
        FakePod first = f.pod();
        first.onSignal(n -> first.end(0));
        Bounded.call(() -> {
            f.containers.restart("again", "", Optional.of(5));
            return 0;
        });
        f.cluster.containers.settle();
        assertEquals("running", f.status(id));
        f.pod().end(0);
        f.awaitGone(id);
    }

    @Test
    void restartStartsWhatDoesNotRun() {
        String id = f.create("fresh", sleeper());
        Bounded.call(() -> {
            f.containers.restart("fresh", "", Optional.empty());
            return 0;
        });
        assertEquals("running", f.status(id));
    }

    @Test
    void everyStartIsARunOfItsOwn() throws Exception {
        f.cluster.containers.program(p -> {
            p.begin();
            p.print("run " + p.run());
            p.end(p.run());
        });
        String id = f.run("twice", sleeper());
        f.awaitRecorded(id, 1);
        for (int run = 2; run <= 4; run++) {
            Bounded.call(() -> f.containers.start("twice"));
            assertEquals(run, f.awaitRecorded(id, run).exitCode());
        }
    }

    @Test
    void aRunAfterALostKillIsANewOne() throws Exception {
        f.cluster.containers.silentDeath();
        String id = f.run("lost", sleeper().onFailure(3));
        f.down();
        // killed, and d2k went away before it saw the end
        f.cluster.containers.update(
                id, r -> r.withEnding(new io.d2k.domain.container.Ending(1, 9, f.cluster.clock.instant())));
        f.pod().vanish();
        f.up();
        assertEquals(137, f.state(id).exitCode());
        f.cluster.containers.program(p -> p.begin().end(0));
        Bounded.call(() -> f.containers.start("lost"));
        assertEquals(0, f.awaitRecorded(id, 2).exitCode(), "the kill was for the run before");
    }

    @Test
    void aFailedStartLeavesTheContainerCreated() throws InterruptedException {
        f.cluster.containers.program(
                p -> p.cannotStart("exec: \"no-such-command\": executable file not found in $PATH: unknown"));
        String id = f.create("missing", Specs.of("busybox").cmd("no-such-command"));
        Fixture.refused(
                ErrorKind.INVALID,
                "exec: \"no-such-command\": executable file not found in $PATH: unknown",
                () -> Bounded.call(() -> f.containers.start("missing")));
        assertEquals("created", f.status(id));
        assertEquals(127, f.state(id).exitCode());
        f.events.expect(id, "create");
    }

    @Test
    void aMissingImageFailsTheStart() {
        f.cluster.containers.program(p -> p.waits("ErrImagePull", "pull access denied for nope"));
        String id = f.create("nope", service());
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "pull access denied for nope",
                () -> Bounded.call(() -> f.containers.start("nope")));
        assertEquals("created", f.status(id));
        assertFalse(f.cluster.containers.find(id).orElseThrow().record().wanted(), "scaled to nothing again");
    }

    @Test
    void aStartThatTakesTooLongTellsWhy() {
        try (Fixture slow = new Fixture(Duration.ofMillis(500))) {
            slow.cluster.containers.program(p -> p.unschedulable("0/3 nodes are available"));
            slow.create("big", sleeper());
            Fixture.refused(
                    ErrorKind.UNAVAILABLE,
                    "the container did not start within 0 s: 0/3 nodes are available",
                    () -> slow.containers.start("big"));
            assertEquals("created", slow.status("big"));
            assertEquals(128, slow.state("big").exitCode());
        }
    }

    @Test
    void twoStartsAtOnceMakeOnePod() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("both", sleeper());
        FutureTask<Boolean> one = Bounded.start(() -> f.containers.start("both"));
        FakePod pod = f.pod();
        FutureTask<Boolean> two = Bounded.start(() -> f.containers.start("both"));
        pod.begin();
        assertTrue(Bounded.get(one));
        assertFalse(Bounded.get(two));
        assertEquals(0, f.cluster.containers.podsMade());
        assertEquals("running", f.status(id));
    }

    @Test
    void aContainerIsShownWhenItsStartIsOver() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("both", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("both"));
        FakePod pod = f.pod();
        FutureTask<String> look = Bounded.start(
                () -> f.containers.inspect("both").state().status().word());
        assertThrows(TimeoutException.class, () -> look.get(300, TimeUnit.MILLISECONDS));
        assertEquals(List.of("both"), f.names(true), "lists do not wait");
        pod.begin();
        assertTrue(Bounded.get(start));
        assertEquals("running", Bounded.get(look));
        assertEquals("running", f.status(id));
    }

    @Test
    void aStopThatComesDuringAStartEndsWhatWasStarted() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("brief", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("brief"));
        FakePod pod = f.pod();
        FutureTask<Boolean> stop = Bounded.start(() -> f.containers.stop("brief", "", Optional.of(0)));
        pod.begin();
        assertTrue(Bounded.get(start));
        assertTrue(Bounded.get(stop));
        assertEquals("exited", f.status(id));
    }

    @Test
    void aStartOnANetworkThatIsMissingIsRefused() {
        String id = f.create("offline", sleeper().network("later"));
        Fixture.refused(ErrorKind.NOT_FOUND, "network later not found", () -> f.containers.start("offline"));
        assertEquals("created", f.status(id));
        String network = f.engine
                .networks()
                .create(new io.d2k.domain.network.NetworkRequest(
                        "later",
                        "",
                        "",
                        false,
                        false,
                        false,
                        java.util.Map.of(),
                        java.util.Map.of(),
                        io.d2k.domain.network.IpamSpec.NONE,
                        ""))
                .id();
        Bounded.call(() -> f.containers.start("offline"));
        assertEquals(
                network, f.containers.inspect(id).networks().getFirst().networkId(), "found when it is there at last");
        assertEquals(1, f.engine.networks().inspect("later", "").members().size());
    }

    @Test
    void aContainerRemovedWhileItStartsIsToldSo() throws Exception {
        f.cluster.containers.program(p -> {});
        f.create("going", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("going"));
        f.pod();
        f.containers.remove("going", true, false);
        Fixture.refused(ErrorKind.CONFLICT, "the container was removed while it started", () -> Bounded.get(start));
    }
}
