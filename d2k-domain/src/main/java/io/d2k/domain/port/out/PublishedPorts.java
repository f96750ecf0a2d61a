package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishedState;
import java.util.List;
import java.util.function.Consumer;

/** What publishes ports of containers. Reads come from memory; a write is visible to the reads that follow it. */
public interface PublishedPorts {
    /** Returns all that is published, in no order. */
    List<PublishedState> list();

    /** Returns what a container published, in no order. */
    default List<PublishedState> of(String containerId) {
        return list().stream().filter(s -> s.containerId().equals(containerId)).toList();
    }

    /**
     * Publishes, or changes what the container published under the same part.
     *
     * @throws io.d2k.domain.error.EngineException of kind {@code CONFLICT} when a port that the client asked for is taken
     *     or cannot be had
     */
    void publish(ContainerRecord record, Publication publication);

    /** Takes back what a container published; nothing published is fine. */
    void withdraw(PublishedState state);

    /** Tells the listener the container's ID after each change; it must not block. */
    Subscription subscribe(Consumer<String> listener);
}
