package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.PendingWait.Result;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WaitTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    private FutureTask<Result> await(String ref, WaitCondition condition) {
        PendingWait wait = f.containers.await(ref, condition);
        return Bounded.start(() -> {
            try (wait) {
                return wait.await();
            }
        });
    }

    private static void assertCode(int code, FutureTask<Result> wait) {
        assertEquals(new Result(code, ""), Bounded.get(wait));
    }

    @Test
    void notRunningIsMetAtOnceByWhatDoesNotRun() {
        f.create("fresh", sleeper());
        assertCode(0, await("fresh", WaitCondition.NOT_RUNNING));
        f.cluster.containers.program(p -> p.begin().end(3));
        String id = f.run("over", sleeper());
        f.awaitRecorded(id, 1);
        assertCode(3, await("over", WaitCondition.NOT_RUNNING));
    }

    @Test
    void severalWaitForOneEnd() throws Exception {
        f.run("box", sleeper());
        FakePod pod = f.pod();
        List<FutureTask<Result>> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(await("box", i % 2 == 0 ? WaitCondition.NOT_RUNNING : WaitCondition.NEXT_EXIT));
        }
        assertFalse(waits.getFirst().isDone());
        pod.end(8);
        waits.forEach(w -> assertCode(8, w));
    }

    @Test
    void theAttachedGetTheLastOutputBeforeAWaitIsOver() throws Exception {
        f.run("box", sleeper());
        FakePod pod = f.pod();
        var attached = f.containers.attach("box", new AttachRequest(false, true, false, true, true));
        FutureTask<Result> wait = await("box", WaitCondition.NOT_RUNNING);
        pod.end(8);
        assertThrows(TimeoutException.class, () -> wait.get(100, TimeUnit.MILLISECONDS));
        FutureTask<Result> late = await("box", WaitCondition.NOT_RUNNING);
        assertThrows(TimeoutException.class, () -> late.get(100, TimeUnit.MILLISECONDS));
        attached.close();
        assertCode(8, wait);
        assertCode(8, late);
    }

    /** Who has waited for it may look at the events at once. */
    @Test
    void aRemovalIsToldOfBeforeAllThatBelongsToTheContainerHasGone() throws Exception {
        f.run("box", sleeper().rm());
        FakePod pod = f.pod();
        var told = new CompletableFuture<String>();
        f.cluster.containers.inRemovals(() -> told.complete(
                Bounded.call(() -> f.events.await("box", "destroy", 1)).action()));
        FutureTask<Result> wait = await("box", WaitCondition.REMOVED);
        pod.end(3);
        assertCode(3, wait);
        assertEquals("destroy", Bounded.call(told::get));
    }

    @Test
    void whoIsAttachedForTheNextRunKeepsNoWaitUp() {
        f.create("box", sleeper());
        try (var next = f.containers.attach("box", new AttachRequest(false, true, false, true, true))) {
            long begin = System.nanoTime();
            assertCode(0, await("box", WaitCondition.NOT_RUNNING));
            assertTrue(System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(1900), next::toString);
        }
    }

    @Test
    void nextExitIsRegisteredBeforeTheStart() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(4));
        String id = f.create("box", sleeper());
        FutureTask<Result> first = await("box", WaitCondition.NEXT_EXIT);
        Bounded.call(() -> f.containers.start("box"));
        assertCode(4, first);
        f.awaitRecorded(id, 1);
        FutureTask<Result> second = await("box", WaitCondition.NEXT_EXIT);
        f.cluster.containers.settle();
        assertFalse(second.isDone(), "the end of the first run is past");
        f.cluster.containers.program(p -> p.begin().end(5));
        Bounded.call(() -> f.containers.start("box"));
        assertCode(5, second);
    }

    @Test
    void nextExitOfALaterRunIsSeenThoughItsPodHasGone() throws Exception {
        String id = f.run("box", sleeper());
        f.pod().end(3);
        f.awaitRecorded(id, 1);
        // the first run's pod is still there
        f.cluster.containers.launch(f.cluster.containers.find(id).orElseThrow().record(), 2, 0, Optional.empty());
        FakePod second = f.pod();
        f.awaitStatus(id, "running");
        FutureTask<Result> wait = await("box", WaitCondition.NEXT_EXIT);
        f.cluster.containers.settle();
        second.vanish();
        assertCode(137, wait);
    }

    @Test
    void aRestartWakesTheWaiting() throws Exception {
        // moby: SetRestarting wakes those who wait for an end
        f.run("fails", sleeper().onFailure(0));
        FakePod pod = f.pod();
        FutureTask<Result> idle = await("fails", WaitCondition.NOT_RUNNING);
        FutureTask<Result> next = await("fails", WaitCondition.NEXT_EXIT);
        pod.end(4);
        assertCode(4, idle);
        assertCode(4, next);
    }

    @Test
    void aRestartInPlaceIsOneEnd() throws Exception {
        f.run("ever", Specs.of("web").restart(Mode.ALWAYS, 0));
        FakePod pod = f.pod();
        FutureTask<Result> first = await("ever", WaitCondition.NEXT_EXIT);
        pod.end(1);
        assertCode(1, first);
        FutureTask<Result> second = await("ever", WaitCondition.NEXT_EXIT);
        pod.restartInPlace();
        f.cluster.containers.settle();
        assertFalse(second.isDone(), "the kubelet's restart is no end");
        pod.end(2);
        assertCode(2, second);
    }

    @Test
    void removedWaitsForTheRemoval() throws Exception {
        f.run("gone", sleeper().rm());
        FutureTask<Result> wait = await("gone", WaitCondition.REMOVED);
        f.pod().end(3);
        assertCode(3, wait);
        f.create("fresh", sleeper());
        FutureTask<Result> removal = await("fresh", WaitCondition.REMOVED);
        f.containers.remove("fresh", false, false);
        assertCode(0, removal);
    }

    @Test
    void aPodThatIsCollectedBeforeItsRecordHasToldItsEnd() throws Exception {
        f.cluster.containers.podsGoFirst();
        f.run("gone", sleeper().rm());
        FutureTask<Result> wait = await("gone", WaitCondition.REMOVED);
        f.pod().end(3);
        assertCode(3, wait);
    }

    @Test
    void aForcedRemovalIsAKill() throws Exception {
        f.run("box", sleeper());
        List<FutureTask<Result>> waits = new ArrayList<>();
        for (WaitCondition c : WaitCondition.values()) {
            waits.add(await("box", c));
        }
        f.containers.remove("box", true, false);
        waits.forEach(w -> assertCode(137, w));
    }

    @Test
    void whatIsRemovedUnrunTellsItsLastExitCode() throws Exception {
        f.create("fresh", sleeper());
        f.cluster.containers.program(p -> p.begin().end(4));
        String over = f.run("over", sleeper());
        f.awaitRecorded(over, 1);
        for (WaitCondition c : List.of(WaitCondition.NEXT_EXIT, WaitCondition.REMOVED)) {
            FutureTask<Result> created = await("fresh", c);
            FutureTask<Result> exited = await("over", c);
            f.containers.remove("fresh", false, false);
            f.containers.remove("over", false, false);
            assertCode(0, created);
            assertCode(4, exited);
            f.create("fresh", sleeper());
            over = f.run("over", sleeper());
            f.awaitRecorded(over, 1);
        }
    }

    @Test
    void aFailedStartIsNoExit() throws Exception {
        f.cluster.containers.program(p -> p.cannotStart("no such file or directory"));
        f.create("bad", sleeper());
        FutureTask<Result> next = await("bad", WaitCondition.NEXT_EXIT);
        assertThrows(RuntimeException.class, () -> f.containers.start("bad"));
        Result now = Bounded.get(await("bad", WaitCondition.NOT_RUNNING));
        assertEquals(127, now.exitCode());
        assertTrue(now.error().contains("no such file or directory"), now.error());
        assertFalse(next.isDone(), "it never ran");
        f.containers.remove("bad", false, false);
        assertCode(127, next);
    }

    @Test
    void aClosedWaitEnds() throws Exception {
        f.run("box", sleeper());
        PendingWait wait = f.containers.await("box", WaitCondition.NEXT_EXIT);
        FutureTask<Result> task = Bounded.start(wait::await);
        wait.close();
        assertEquals(new Result(-1, "context canceled"), Bounded.get(task));
    }

    @Test
    void refusesWhatDockerRefuses() {
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: ghost",
                () -> f.containers.await("ghost", WaitCondition.NOT_RUNNING));
        Fixture.refused(ErrorKind.INVALID, "invalid condition: \"never\"", () -> WaitCondition.of("never"));
        assertEquals(WaitCondition.NOT_RUNNING, WaitCondition.of(""));
        assertEquals(WaitCondition.REMOVED, WaitCondition.of("removed"));
    }
}
