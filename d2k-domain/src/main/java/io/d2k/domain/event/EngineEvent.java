package io.d2k.domain.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

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
    private static final Set<String> SWARM_TYPES = Set.of("node", "service", "secret", "config");

    /** Copies the map. */
    public EngineEvent {
        attributes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(attributes));
    }

    /** Returns {@code swarm} for what a swarm's manager tells, which knows no drivers of networks, else {@code local}. */
    public String scope() {
        boolean network = type.equals("network") && attributes.containsKey("name") && !attributes.containsKey("type");
        return network || SWARM_TYPES.contains(type) ? "swarm" : "local";
    }
}
