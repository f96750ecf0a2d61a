package io.d2k.domain.swarm;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client wants a node to be, unchecked.
 *
 * @param name a name beside its host name
 * @param labels its labels
 * @param role {@code manager} or {@code worker}
 * @param availability {@code active}, {@code pause} or {@code drain}
 */
public record NodeSpec(String name, Map<String, String> labels, String role, String availability) {
    /** Copies the map. */
    public NodeSpec {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
