package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeServices;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of services, on a swarm of its own. */
abstract class ServiceCase {
    final FakeCluster cluster = new FakeCluster();
    final FakeSwarm swarm = new FakeSwarm();
    final FakeServices store = swarm.services;
    Engine engine;
    Services services;
    Tasks tasks;

    @BeforeEach
    void begin() {
        cluster.swarm = Optional.of(swarm.ports());
        engine = cluster.engine();
        services = engine.services().orElseThrow().services();
        tasks = engine.services().orElseThrow().tasks();
        engine.begin();
    }

    @AfterEach
    void end() {
        engine.close();
        cluster.close();
    }

    /** Waits for what the keeper does in the background; what is not the store's own is told by nobody, and looked for. */
    void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        CountDownLatch met = new CountDownLatch(1);
        try (Subscription changes = store.subscribe(id -> {
            if (condition.getAsBoolean()) {
                met.countDown();
            }
        })) {
            while (!condition.getAsBoolean() && !met.await(100, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not reached after " + store.done());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The tasks there are: place, state, desired state, error. */
    List<String> told() {
        return tasks.list(Filters.NONE).stream()
                .map(v -> v.slot() + " " + v.task().status().state() + " -> "
                        + v.task().desired() + " " + v.task().status().error())
                .sorted()
                .toList();
    }

    /** What was done of these kinds. */
    static List<String> only(List<String> done, String... verbs) {
        return done.stream()
                .filter(d -> List.of(verbs).contains(d.split(" ")[0]))
                .toList();
    }
}
