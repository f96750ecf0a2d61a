package io.d2k.domain.swarm;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Docker's users decide about a node.
 *
 * @param name a name beside its host name, mostly empty
 * @param labels its labels
 * @param availability whether it takes tasks
 */
public record NodeSettings(String name, Map<String, String> labels, NodeAvailability availability) {
    /** Copies the map. */
    public NodeSettings {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
