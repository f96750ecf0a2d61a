package io.d2k.domain.swarm;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A secret or config as a client asks for it.
 *
 * @param name its name
 * @param labels its labels
 * @param data its content in Base64
 * @param driver the plugin that a secret's content is to come from
 * @param templating the engine that is to fill in templates in the content
 */
public record DependencySpec(
        String name, Map<String, String> labels, String data, Optional<String> driver, Optional<String> templating) {
    /** Copies the map. */
    public DependencySpec {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
