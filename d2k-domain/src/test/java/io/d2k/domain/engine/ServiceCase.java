package io.d2k.domain.engine;

import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeServices;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.Subscription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /** Waits for what the keeper does in the background. */
    void until(BooleanSupplier condition) {
        CompletableFuture<Boolean> met = new CompletableFuture<>();
        try (Subscription changes = store.subscribe(id -> {
            if (condition.getAsBoolean()) {
                met.complete(true);
            }
        })) {
            if (!condition.getAsBoolean()) {
                met.orTimeout(10, TimeUnit.SECONDS).join();
            }
        }
    }
}
