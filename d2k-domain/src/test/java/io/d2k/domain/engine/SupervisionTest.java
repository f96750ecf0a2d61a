package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens when processes end: removals, records, events. */
class SupervisionTest extends LifecycleCase {
    @Test
    void aLostPodCountsAsKilled() throws Exception {
        String id = f.run("lost", sleeper());
        f.events.await("lost", "start", 1);
        FakePod pod = f.pod();
        f.cluster.containers.settle();
        pod.vanish();
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
        assertEquals("exited", f.status(id));
        assertEquals("the pod was deleted", f.state(id).error());
        f.events.await("lost", "die", 1);
        f.events.expect(id, "create", "start", "die");
    }

    @Test
    void aLostPodIsNoticedThoughAnEarlierRunsPodIsThere() throws Exception {
        String id = f.run("lost", sleeper());
        f.pod().end(3);
        f.awaitRecorded(id, 1);
        f.cluster.containers.launch(f.cluster.containers.find(id).orElseThrow().record(), 2, 0, Optional.empty());
        FakePod second = f.pod();
        f.awaitStatus(id, "running");
        f.cluster.containers.settle();
        f.events.await("lost", "die", 1);
        second.vanish();
        assertEquals(137, f.awaitRecorded(id, 2).exitCode());
    }

    @Test
    void autoRemoveTakesTheContainerAndItsAnonymousVolumes() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(3));
        String id = f.run("gone", sleeper().rm().binds("/data", "keep:/keep"));
        f.awaitGone(id);
        f.events.await("gone", "destroy", 1);
        f.events.expect(id, "create", "start", "die", "destroy");
        assertEquals(
                List.of("keep"),
                f.cluster.volumes.list().stream().map(v -> v.name()).toList());
    }

    /** As `docker run -d --rm` and `docker wait` after it, of what has ended meanwhile. */
    @Test
    void aWaitThatComesAMomentAfterTheRemovalLearnsOfTheEnd() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(3));
        String id = f.run("brief", sleeper().rm());
        f.awaitGone(id);
        for (String ref : List.of("brief", "/brief", id, id.substring(0, 12))) {
            try (PendingWait wait = f.containers.await(ref, WaitCondition.NOT_RUNNING)) {
                assertEquals(new PendingWait.Result(3, ""), wait.await());
            }
        }
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: other",
                () -> f.containers.await("other", WaitCondition.NOT_RUNNING));
        for (int i = 0; i < 1001; i++) { // milliseconds
            f.cluster.clock.instant();
        }
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: brief",
                () -> f.containers.await("brief", WaitCondition.NOT_RUNNING));
    }

    @Test
    void autoRemoveFollowsKillAndStop() {
        String killed = f.run("killed", sleeper().rm());
        Bounded.call(() -> {
            f.containers.kill("killed", "");
            return 0;
        });
        f.awaitGone(killed);
        String stopped = f.run("stopped", sleeper().rm());
        Bounded.call(() -> f.containers.stop("stopped", "", Optional.of(0)));
        f.awaitGone(stopped);
    }

    @Test
    void autoRemoveFollowsAFailedStart() throws Exception {
        for (int i = 0; i < 10; i++) {
            f.cluster.containers.program(p -> p.cannotStart("no such file or directory"));
            String id = f.create("bad" + i, sleeper().rm());
            try {
                Bounded.call(() -> f.containers.start(id));
            } catch (io.d2k.domain.error.EngineException e) {
                assertEquals("no such file or directory", e.getMessage());
            }
            f.awaitGone(id);
            f.events.await("bad" + i, "destroy", 1);
        }
    }

    @Test
    void autoRemoveFollowsALostPod() throws Exception {
        String id = f.run("lost", sleeper().rm());
        FakePod pod = f.pod();
        f.cluster.containers.settle();
        pod.vanish();
        f.awaitGone(id);
    }

    @Test
    void anEndIsRecordedThoughTheClusterDidNotAnswerAtFirst() throws Exception {
        String id = f.run("unlucky", sleeper());
        f.cluster.containers.settle();
        f.cluster.containers.failNextWrites(1);
        f.pod().end(3);
        assertEquals(3, f.awaitRecorded(id, 1).exitCode());
        f.events.await("unlucky", "die", 1);
        f.events.expect(id, "create", "start", "die");
    }

    @Test
    void aServiceThatIsNotToRestartIsScaledToNothing() throws Exception {
        String id = f.run("web", service(Mode.NO));
        FakePod pod = f.pod();
        pod.print("last words").end(2);
        assertEquals(2, f.awaitRecorded(id, 1).exitCode());
        assertFalse(f.cluster.containers.find(id).orElseThrow().record().wanted());
        assertEquals("exited", f.status(id));
        f.cluster.archive.await(id, 1);
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        assertEquals(List.of("last words"), f.logs(id));
        f.events.expect(id, "create", "start", "die");
    }

    /** Whoever watches for ends may come later than the start that takes the pod away. */
    @Test
    void aStartKeepsTheLogOfTheRunBeforeThoughItsEndWasNotToldYet() throws Exception {
        String id = f.run("web", service(Mode.NO));
        FakePod pod = f.pod();
        var told = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        try (var hold = f.cluster.containers.subscribe((c, now) -> {
            held.countDown();
            Bounded.call(() -> told.await(60, TimeUnit.SECONDS));
        })) {
            pod.ready(true);
            assertTrue(held.await(60, TimeUnit.SECONDS));
            pod.print("first").end(2);
            var start = new FutureTask<>(() -> f.containers.start("web"));
            Thread.startVirtualThread(start);
            f.cluster.containers.await(
                    id,
                    c -> c.orElseThrow().pods().stream().noneMatch(o -> o.uid().equals(pod.uid())));
            told.countDown();
            assertTrue(start.get(60, TimeUnit.SECONDS), hold::toString);
        }
        assertEquals(List.of("first"), f.logs(id));
    }

    @Test
    void aServiceThatTheKubeletRestartedFirstIsEndedAllTheSame() throws Exception {
        String id = f.run("web", service(Mode.NO));
        FakePod pod = f.pod();
        pod.print("first");
        pod.crashAndRestart(2);
        assertEquals(2, f.awaitRecorded(id, 1).exitCode());
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        f.cluster.containers.settle();
        f.cluster.archive.await(id, 1);
        assertEquals(2, f.state(id).exitCode(), "not the code of the instance that nobody wanted");
        assertEquals(List.of("first"), f.logs(id));
        f.events.expect(id, "create", "start", "die");
    }

    @Test
    void aServiceThatRestartsTellsEachDeathAndStartOnce() throws Exception {
        String id = f.run("ever", service(Mode.ALWAYS));
        FakePod pod = f.pod();
        pod.print("one").end(1);
        f.events.await("ever", "die", 1);
        f.awaitStatus(id, "restarting");
        pod.restartInPlace();
        f.events.await("ever", "start", 2);
        f.cluster.archive.await(id, 1);
        pod.print("two").end(1);
        f.events.await("ever", "die", 2);
        pod.crashLoop();
        f.cluster.containers.settle();
        pod.restartInPlace();
        f.events.await("ever", "start", 3);
        f.cluster.archive.await(id, 2);
        pod.print("three");
        assertEquals(List.of("one", "two", "three"), f.logs(id));
        assertEquals(2, f.state(id).restartCount());
        f.events.expect(id, "create", "start", "die", "start", "die", "start");
    }

    @Test
    void aServiceSurvivesTheDrainOfItsNode() throws Exception {
        String id = f.run("web", service(Mode.NO));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(143));
        f.cluster.containers.endPod(
                f.cluster.containers.find(id).orElseThrow().pod().orElseThrow(), java.time.Duration.ofSeconds(1));
        FakePod next = f.pod();
        f.awaitStatus(id, "running");
        f.cluster.containers.settle();
        assertTrue(f.cluster.containers.find(id).orElseThrow().record().wanted());
        next.evicted();
        f.pod();
        f.awaitStatus(id, "running");
        assertTrue(f.cluster.containers.find(id).orElseThrow().record().wanted());
    }

    @Test
    void stoppedServicesStayStopped() throws Exception {
        String id = f.run("ever", service(Mode.ALWAYS));
        Bounded.call(() -> {
            f.containers.kill("ever", "");
            return 0;
        });
        assertEquals("exited", f.status(id));
        assertEquals(137, f.state(id).exitCode());
        f.pod();
        assertEquals(0, f.cluster.containers.podsMade());
        Bounded.call(() -> f.containers.start("ever"));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(0));
        Bounded.call(() -> f.containers.stop("ever", "", Optional.empty()));
        assertEquals(0, f.awaitRecorded(id, 2).exitCode());
        assertEquals("exited", f.status(id));
    }

    @Test
    void closingTheEngineEndsAllListening() {
        String id = f.run("one", sleeper());
        assertEquals("running", f.status(id));
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
        f.down();
        f.cluster.containers.awaitListeners(0);
        f.cluster.nodes.awaitNoneOpen();
        f.up();
    }
}
