package io.d2k.domain.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, as {@code /events} tells it.
 *
 * @param type such as {@code container}
 * @param action such as {@code start}
 * @param actorId the object's ID
 * @param attributes Docker's attributes of the action
 * @param time when
 */
public record EngineEvent(String type, String action, String actorId, Map<String, String> attributes, Instant time) {
    /** Copies the map. */
    public EngineEvent {
        attributes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(attributes));
    }
}
