package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.port.in.Events;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A test of swarm mode, with its events. */
@Timeout(180)
abstract class SwarmCase {
    final FakeSwarm swarm = new FakeSwarm();
    final FakeCluster cluster = new FakeCluster();
    final Engine engine;
    private final Events.EventStream events;

    SwarmCase() {
        cluster.swarm = Optional.of(swarm.ports());
        engine = cluster.engine();
        events = engine.events().open(Optional.empty(), Optional.empty(), Filters.NONE);
        engine.begin();
    }

    @AfterEach
    void close() {
        engine.close();
        events.close();
        cluster.close();
    }

    EngineEvent nextEvent() {
        return Bounded.call(() -> events.next().orElseThrow());
    }

    static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }
}
