package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.port.in.Stats.StatsStream;
import io.d2k.domain.stats.CpuCounter;
import io.d2k.domain.stats.PodUsage;
import io.d2k.domain.stats.StatsView;
import io.d2k.domain.stats.StatsView.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StatsTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private String measured(long nanoCpus, long memory) throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        String id = f.run("box", Specs.of("busybox").cmd("sleep", "9"));
        f.cluster.clock.pass(Duration.ofSeconds(10));
        f.cluster.usage.put(
                f.pod().uid(), new PodUsage(f.cluster.clock.instant(), Duration.ofSeconds(15), nanoCpus, memory));
        return id;
    }

    /** As the CLI counts. */
    private static double percent(StatsView view) {
        Sample now = view.now().orElseThrow();
        Sample before = view.before().orElseThrow();
        double cpu = now.cpuNanos() - before.cpuNanos();
        return cpu / (now.systemNanos() - before.systemNanos()) * now.cpus() * 100;
    }

    @Test
    void theShareComesOutInTheClientsFormula() throws InterruptedException {
        String id = measured(300_000_000, 12_345);
        StatsView view = f.engine.stats().read("box", false);
        assertEquals(id, view.id());
        assertEquals(30.0, percent(view), 0.01);
        assertEquals(12_345, view.now().orElseThrow().memoryBytes());
        assertEquals(Optional.empty(), f.engine.stats().read("box", true).before());
    }

    @Test
    void countersNeverGoBack() throws InterruptedException {
        measured(2_000_000_000L, 1);
        Sample one = f.engine.stats().read("box", true).now().orElseThrow();
        f.cluster.usage.replaceAll(
                (uid, u) -> new PodUsage(f.cluster.clock.instant(), Duration.ofSeconds(15), 100_000_000, 1));
        f.cluster.clock.pass(Duration.ofSeconds(10));
        Sample two = f.engine.stats().read("box", true).now().orElseThrow();
        double cpu = two.cpuNanos() - one.cpuNanos();
        assertEquals(0.1, cpu * two.cpus() / (two.systemNanos() - one.systemNanos()), 0.001);
        assertTrue(cpu > 0);
    }

    @Test
    void whatDoesNotRunHasNoFiguresAndWhatIsNotMeasuredHasZeroes() {
        f.create("idle", Specs.of("busybox").cmd("true"));
        assertEquals(Optional.empty(), f.engine.stats().read("idle", false).now());
        f.cluster.containers.program(FakePod::begin);
        f.run("new", Specs.of("busybox").cmd("sleep", "9"));
        StatsView view = f.engine.stats().read("new", false);
        assertEquals(0.0, percent(view));
        assertEquals(0, view.now().orElseThrow().memoryBytes());
        assertThrows(EngineException.class, () -> f.engine.stats().read("ghost", false));
        assertThrows(EngineException.class, () -> f.engine.stats().open("ghost"));
    }

    @Test
    void aStreamEndsWithItsContainerAndWhenClosed() throws InterruptedException {
        String id = measured(300_000_000, 1);
        try (StatsStream stream = f.engine.stats().open(id)) {
            assertEquals(30.0, percent(stream.next().orElseThrow()), 0.01);
            f.containers.remove(id, true, false);
            assertEquals(Optional.empty(), stream.next());
        }
        f.create("idle", Specs.of("busybox").cmd("true"));
        StatsStream stream = f.engine.stats().open("idle");
        assertTrue(stream.next().isPresent());
        FutureTask<Optional<StatsView>> waiting = Bounded.start(stream::next);
        stream.close();
        assertEquals(Optional.empty(), Bounded.get(waiting));
    }

    @Test
    void aCounterHoldsEachMeanUntilTheNext() {
        Instant start = Instant.EPOCH;
        CpuCounter counter = CpuCounter.begin(start, start.plusSeconds(4), 500_000_000);
        assertEquals(2_000_000_000L, counter.nanos());
        assertEquals(counter, counter.advance(start, 1));
        assertEquals(
                3_000_000_000L,
                counter.advance(start.plusSeconds(5), 1_000_000_000).nanos());
    }
}
