package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for changes, keeping logs, counting readers: what runs on several threads. */
@Timeout(180)
class WatchTest {
    private final Fixture f = new Fixture();
    private final ContainerWatch watch = new ContainerWatch(f.cluster.containers);

    @AfterEach
    void close() {
        f.close();
        f.cluster.containers.awaitListeners(0);
        f.cluster.nodes.awaitNoneOpen();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    private static Optional<Boolean> gone(Optional<ObservedContainer> now) {
        return now.isEmpty() ? Optional.of(Boolean.TRUE) : Optional.empty();
    }

    @Test
    void theLimitEndsAWait() {
        String id = f.create("box", sleeper());
        assertEquals(Optional.empty(), watch.await(id, Duration.ofMillis(20), WatchTest::gone));
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
    }

    @Test
    void aTestThatFailsEndsTheWait() {
        String id = f.create("box", sleeper());
        assertThrows(
                IllegalArgumentException.class,
                () -> watch.await(id, Bounded.LIMIT, now -> {
                    throw new IllegalArgumentException("bad");
                }));
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
    }

    @Test
    void noChangeIsMissedHoweverTheyMeet() {
        for (int i = 0; i < 50; i++) {
            String id = f.create("box" + i, sleeper());
            FutureTask<Optional<Boolean>> wait = Bounded.start(() -> watch.await(id, Bounded.LIMIT, WatchTest::gone));
            f.containers.remove(id, false, false);
            assertTrue(Bounded.get(wait).isPresent());
        }
    }

    @Test
    void readersAreWaitedForWithinALimit() {
        AttachedReaders readers = new AttachedReaders();
        readers.awaitNone("x", Duration.ofSeconds(5));
        AttachedReaders.Lease one = readers.enter("x");
        AttachedReaders.Lease two = readers.enter("x");
        readers.awaitNone("x", Duration.ofMillis(5));
        FutureTask<Boolean> waiting = Bounded.start(() -> {
            readers.awaitNone("x", Duration.ofSeconds(60));
            return true;
        });
        one.close();
        one.close();
        assertFalse(waiting.isDone(), "a lease counts once");
        two.close();
        assertTrue(Bounded.get(waiting));
    }

    @Test
    void manyStartsAndEndsLeaveNothingBehind() throws Exception {
        f.cluster.containers.program(p -> p.begin().print("x").end(0));
        List<FutureTask<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String name = "box" + i;
            boolean rm = i % 2 == 0;
            all.add(Bounded.start(() -> {
                String id = f.run(name, rm ? sleeper().rm() : sleeper());
                if (rm) {
                    f.awaitGone(id);
                } else {
                    f.awaitRecorded(id, 1);
                }
                f.events.await(name, rm ? "destroy" : "die", 1);
                String[] expected = rm
                        ? new String[] {"create", "start", "die", "destroy"}
                        : new String[] {"create", "start", "die"};
                f.events.expect(id, expected);
                return 0;
            }));
        }
        all.forEach(Bounded::get);
        assertEquals(15, f.names(true).size());
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
    }

    /** A log that opens when the test lets it. */
    private static final class SlowLogs implements PodLogs {
        private final CountDownLatch opening = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger lines = new AtomicInteger();

        @Override
        public LogReader open(io.d2k.domain.container.PodObservation pod, Request request) {
            opening.countDown();
            Bounded.call(() -> {
                let.await();
                return 0;
            });
            return new LogReader() {
                @Override
                public Optional<LogLine> next() {
                    if (lines.getAndIncrement() == 0) {
                        byte[] bytes = "line\n".getBytes(StandardCharsets.UTF_8);
                        return Optional.of(new LogLine(StdStream.STDOUT, java.time.Instant.EPOCH, bytes));
                    }
                    Bounded.call(() -> {
                        closed.await();
                        return 0;
                    });
                    return Optional.empty();
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }
    }

    @Test
    void aFollowedLogIsReleasedThoughItOpensLate() throws Exception {
        String id = f.run("box", sleeper());
        FakePod pod = f.pod();
        var observed = f.cluster.containers.find(id).orElseThrow();
        SlowLogs slow = new SlowLogs();
        LogKeeper.Following log = new LogKeeper(slow, f.cluster.archive)
                .follow(observed.record(), observed.pod().orElseThrow());
        slow.opening.await();
        log.awaitOpen(Duration.ofMillis(5));
        log.close();
        slow.let.countDown();
        assertTrue(slow.closed.await(60, TimeUnit.SECONDS));
        assertEquals("uid-1", pod.uid());
    }

    /** Returns the following of a log of which a line has been read. */
    private static LogKeeper.Following followed(LogKeeper keeper, ObservedContainer observed, SlowLogs slow) {
        slow.let.countDown();
        LogKeeper.Following log =
                keeper.follow(observed.record(), observed.pod().orElseThrow());
        while (slow.lines.get() < 2) {
            Thread.onSpinWait();
        }
        return log;
    }

    @Test
    void aFollowedLogThatDoesNotEndIsKeptAsFarAsItWasRead() throws Exception {
        String id = f.run("box", sleeper());
        var observed = f.cluster.containers.find(id).orElseThrow();
        SlowLogs slow = new SlowLogs();
        LogKeeper keeper = new LogKeeper(slow, f.cluster.archive, Duration.ofMillis(20));
        LogKeeper.Following log = followed(keeper, observed, slow);
        log.finishLater();
        keeper.awaitKept(id, true);
        assertEquals(1, f.cluster.archive.read(id).size());
        assertEquals(0, slow.closed.getCount());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSeesTheEndWaitsForTheLogThoughNobodyHasToldTheEndYet(boolean kept) throws Exception {
        String id = f.run("box", sleeper());
        var observed = f.cluster.containers.find(id).orElseThrow();
        SlowLogs slow = new SlowLogs();
        LogKeeper keeper = new LogKeeper(slow, f.cluster.archive, Duration.ofMillis(20));
        LogKeeper.Following log = followed(keeper, observed, slow);
        // as long as it runs nobody waits
        keeper.awaitKept(id, true);
        var gone = new ObservedContainer(observed.record(), List.of());
        CountDownLatch asked = new CountDownLatch(1);
        var logs = new ContainerLogs(slow, f.cluster.archive, keeper, c -> {
            asked.countDown();
            return false;
        });
        var read = Bounded.start(
                () -> logs.open(gone, Fixture.query()).reader().next().isPresent());
        asked.await();
        assertThrows(TimeoutException.class, () -> read.get(50, TimeUnit.MILLISECONDS));
        if (kept) {
            log.finishLater();
        } else {
            log.close();
        }
        assertEquals(kept, Bounded.get(read));
    }
}
