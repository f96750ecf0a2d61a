package io.d2k.domain.image;

import java.util.List;

/**
 * What a registry holds under a reference.
 *
 * @param mediaType of the manifest or the index
 * @param digest of it
 * @param size of it, in bytes
 * @param platforms what it runs on; one for each image of an index
 */
public record ImageDistribution(String mediaType, String digest, long size, List<Platform> platforms) {
    /** Copies the list. */
    public ImageDistribution {
        platforms = List.copyOf(platforms);
    }

    /**
     * A platform, as written.
     *
     * @param architecture such as {@code amd64}
     * @param os such as {@code linux}
     * @param osVersion empty for none
     * @param osFeatures mostly none
     * @param variant such as {@code v8}, empty for none
     */
    public record Platform(String architecture, String os, String osVersion, List<String> osFeatures, String variant) {
        /** Copies the list. */
        public Platform {
            osFeatures = List.copyOf(osFeatures);
        }
    }
}
