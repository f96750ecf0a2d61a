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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How containers begin, end and are restarted. */
class LifecycleTest extends LifecycleCase {
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

    /** As its node does, before the cluster knows. */
    @Test
    void aKillReturnsWhenWhatHasEndedByItIsToldOf() throws Exception {
        f.cluster.nodes.endShellsWithTheirContainer();
        String id = f.run("quick", kind("job"));
        FakePod pod = f.pod();
        var signalled = new CountDownLatch(1);
        pod.onSignal(n -> signalled.countDown());
        FutureTask<Boolean> kill = Bounded.start(() -> {
            f.containers.kill("quick", "INT");
            return f.state(id).running();
        });
        assertTrue(signalled.await(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, () -> kill.get(100, TimeUnit.MILLISECONDS));
        pod.end(130);
        assertFalse(Bounded.get(kill));
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
}
