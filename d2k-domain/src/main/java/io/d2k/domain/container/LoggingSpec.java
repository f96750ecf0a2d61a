package io.d2k.domain.container;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a container's output was asked to go. On Kubernetes it stays where the nodes keep logs; what the options say of
 * attributes of lines holds.
 *
 * @param driver the logging driver, empty for {@code json-file}
 * @param options such as {@code labels} or {@code max-size}
 */
public record LoggingSpec(String driver, Map<String, String> options) {
    /** Docker's default. */
    public static final LoggingSpec DEFAULT = new LoggingSpec("", Map.of());

    /** Copies the map. */
    public LoggingSpec {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }
}
