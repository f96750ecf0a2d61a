package io.d2k.domain.volume;

import java.time.Instant;
import java.util.Map;

/**
 * A volume to be made.
 *
 * @param name Docker's name
 * @param claim the name of the claim
 * @param created when
 * @param driver {@code local} by default
 * @param labels its labels
 * @param options driver options as asked
 * @param anonymous whether its name was made up
 * @param sizeBytes storage to request, in bytes
 */
public record VolumePlan(
        String name,
        String claim,
        Instant created,
        String driver,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous,
        long sizeBytes) {
    /** Copies the maps, in an order that is the same every time: they are written down. */
    public VolumePlan {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
    }
}
