package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.image.ImageFacts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Publishes what happens to containers, with Docker's attributes: labels, image, name, and those of the action. Events of
 * one container keep their order.
 */
final class ContainerEvents {
    /** How long the Docker Engine waits for the output of a process that has ended before it tells of the end. */
    private static final Duration OUTPUT = Duration.ofSeconds(2);

    private final EventLog log;
    private final AttachedReaders readers;
    private final Map<String, Deque<Runnable>> held = new HashMap<>();

    /**
     * Makes a publisher.
     *
     * @param readers who is to have a container's output before its end is told
     */
    ContainerEvents(EventLog log, AttachedReaders readers) {
        this.log = log;
        this.readers = readers;
    }

    /**
     * Tells of the end of a process once those that are attached have its output: clients such as docker compose leave by
     * the event. What happens to the container meanwhile is told afterwards.
     */
    synchronized void afterOutput(ContainerRecord record, Runnable telling) {
        Deque<Runnable> queue = held.get(record.id());
        if (queue != null) {
            queue.add(telling);
            return;
        }
        held.put(record.id(), new ArrayDeque<>(List.of(telling)));
        readers.whenNone(record.id(), OUTPUT, () -> release(record.id()));
    }

    private synchronized void release(String id) {
        Deque<Runnable> queue = held.remove(id);
        if (queue != null) {
            queue.forEach(Runnable::run);
        }
    }

    /** Publishes an action. */
    void publish(ContainerRecord record, String action, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>();
        record.image().map(ImageFacts::config).ifPresent(c -> attributes.putAll(c.labels()));
        attributes.putAll(record.spec().labels());
        attributes.put("image", record.spec().image());
        attributes.put("name", record.name());
        attributes.putAll(more);
        tell(record.id(), () -> log.publish("container", action, record.id(), attributes));
    }

    private synchronized void tell(String id, Runnable telling) {
        Deque<Runnable> queue = held.get(id);
        if (queue == null) {
            telling.run();
        } else {
            queue.add(telling);
        }
    }

    /** Publishes that containers were pruned. */
    void pruned() {
        log.pruned("container");
    }

    /** Publishes an action that has no attributes of its own. */
    void publish(ContainerRecord record, String action) {
        publish(record, action, Map.of());
    }
}
