package io.d2k.domain.volume;

import io.d2k.domain.volume.VolumeRequest.Access;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A volume to be made.
 *
 * @param name Docker's name
 * @param created when
 * @param driver {@code local} by default
 * @param labels its labels
 * @param options driver options as asked
 * @param anonymous whether its name was made up
 * @param backing what holds it
 */
public record VolumePlan(
        String name,
        Instant created,
        String driver,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous,
        Backing backing) {
    /** Copies the maps, in an order that is the same every time: they are written down. */
    public VolumePlan {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
    }

    /** What holds a volume. */
    public sealed interface Backing {
        /**
         * A claim.
         *
         * @param claim its name
         * @param storageClass nothing for the cluster's default
         * @param access who may mount it
         * @param bytes storage to request
         */
        record Claim(String claim, Optional<String> storageClass, Access access, long bytes) implements Backing {}

        /** A directory of the node, which the options name: only a record is made. */
        record Node() implements Backing {}
    }
}
