package io.d2k.domain.volume;

import java.time.Instant;
import java.util.Map;

/**
 * A volume.
 *
 * @param name Docker's name
 * @param claim the name of the claim that holds it
 * @param created when it was made
 * @param driver as asked, {@code local} by default
 * @param labels its labels
 * @param options driver options as asked
 * @param anonymous whether its name was made up
 * @param capacityBytes its size, 0 where it is not bound yet
 * @param filled whether it is known to have had content, so that no image fills it any more
 * @param removing whether its removal is under way
 */
public record VolumeRecord(
        String name,
        String claim,
        Instant created,
        String driver,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous,
        long capacityBytes,
        boolean filled,
        boolean removing) {
    /** Copies the maps. */
    public VolumeRecord {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
    }
}
