package io.d2k.domain.swarm;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A secret or config.
 *
 * @param meta ID, version, times
 * @param name its name
 * @param labels its labels
 * @param data its content in Base64
 * @param templating the engine that fills in templates in the content, which is the same for all otherwise
 * @param object the name of the Kubernetes object that holds the content, under the key {@link #KEY}
 */
public record Dependency(
        SwarmMeta meta,
        String name,
        Map<String, String> labels,
        String data,
        Optional<String> templating,
        String object) {
    /** The key of the content in the Kubernetes object. */
    public static final String KEY = "data";

    /** Copies the map. */
    public Dependency {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Returns the ID. */
    public String id() {
        return meta.id();
    }
}
