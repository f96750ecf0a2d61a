package io.d2k.domain.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.port.in.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Collects the events of an engine. */
public final class EventProbe implements AutoCloseable {
    private final Events.EventStream stream;
    private final List<EngineEvent> seen = new ArrayList<>();

    /** Begins to collect. */
    public EventProbe(Events events) {
        stream = events.open(Optional.empty(), Optional.empty(), Filters.NONE);
        Thread.ofVirtual().name("event-probe").start(this::collect);
    }

    private void collect() {
        try {
            for (var event = stream.next(); event.isPresent(); event = stream.next()) {
                synchronized (this) {
                    seen.add(event.get());
                    notifyAll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until an action of an object of that name has been seen so many times. */
    public synchronized EngineEvent await(String name, String action, int times) throws InterruptedException {
        until(() -> told(name, action).size() >= times);
        List<EngineEvent> told = told(name, action);
        assertTrue(told.size() >= times, () -> "no " + action + " of " + name + " in " + seen);
        return told.getLast();
    }

    /** Waits for the actions of a container, which arrive later than the states that they tell of, and compares them. */
    public synchronized void expect(String id, String... actions) throws InterruptedException {
        until(() -> actions(id).size() >= actions.length);
        assertEquals(List.of(actions), actions(id));
    }

    private List<EngineEvent> told(String name, String action) {
        return seen.stream()
                .filter(e -> e.action().equals(action)
                        && e.attributes().getOrDefault("name", "").equals(name))
                .toList();
    }

    private void until(BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            wait(1000);
        }
    }

    /** Returns the actions of a container so far, in order. */
    public synchronized List<String> actions(String id) {
        return seen.stream()
                .filter(e -> e.type().equals("container") && e.actorId().equals(id))
                .map(EngineEvent::action)
                .toList();
    }

    /** Returns all events so far. */
    public synchronized List<EngineEvent> all() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        stream.close();
    }
}
