package io.d2k.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rule: which of an index's images is taken.
 *
 * @param platform what the image has to run on
 * @param asked what the user wrote, in Docker's form; empty when nobody asked and the cluster's platform counts
 */
record WantedPlatform(Platform platform, Optional<String> asked) {
    /**
     * Reads what was asked for.
     *
     * @param text empty for the cluster's platform
     * @throws io.d2k.domain.error.EngineException when it is no platform
     */
    static WantedPlatform of(String text, Platform cluster) {
        if (text.isBlank()) {
            return new WantedPlatform(cluster, Optional.empty());
        }
        String asked = text.strip();
        Platform platform = Platform.parse(asked, cluster);
        boolean variantAsked = asked.split("/", -1).length == 3;
        String shown = variantAsked ? platform.withVariant() : platform.toString();
        return new WantedPlatform(platform, Optional.of(shown));
    }

    /** Chooses what fits from an index. An entry without a platform fits, but after all that have one. */
    Optional<Descriptor> choose(List<Descriptor> entries) {
        List<Platform> runnable = platform.runnable();
        return entries.stream()
                .filter(e -> e.platform().map(runnable::contains).orElse(true))
                .min(Comparator.comparingInt(
                        e -> e.platform().map(runnable::indexOf).orElse(Integer.MAX_VALUE)));
    }

    /** Returns whether an image that came without an index is what was asked for; when nobody asked, it is. */
    boolean accepts(Platform actual) {
        return asked.isEmpty() || platform.runnable().contains(actual);
    }

    /** Returns the platform as Docker shows it. */
    String shown() {
        return asked.orElse(platform.toString());
    }
}
