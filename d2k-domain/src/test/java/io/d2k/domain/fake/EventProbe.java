package io.d2k.domain.fake;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.port.in.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (true) {
            List<EngineEvent> found = seen.stream()
                    .filter(e -> e.action().equals(action)
                            && e.attributes().getOrDefault("name", "").equals(name))
                    .toList();
            if (found.size() >= times) {
                return found.getLast();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + action + " of " + name + " in " + seen);
            }
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
