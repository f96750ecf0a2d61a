package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.image.ImageFacts;
import java.util.Map;
import java.util.TreeMap;

/** Publishes what happens to containers, with Docker's attributes: labels, image, name, and those of the action. */
final class ContainerEvents {
    private final EventLog log;

    ContainerEvents(EventLog log) {
        this.log = log;
    }

    /** Publishes an action. */
    void publish(ContainerRecord record, String action, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>();
        record.image().map(ImageFacts::config).ifPresent(c -> attributes.putAll(c.labels()));
        attributes.putAll(record.spec().labels());
        attributes.put("image", record.spec().image());
        attributes.put("name", record.name());
        attributes.putAll(more);
        log.publish("container", action, record.id(), attributes);
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
