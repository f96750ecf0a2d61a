package io.d2k.domain.image;

import java.util.Optional;

/** What a registry answered when it was asked for an image. */
public sealed interface ImageLookup {
    /** The image exists. */
    record Found(ImageFacts facts) implements ImageLookup {}

    /**
     * The registry answered that there is no such repository, tag or digest.
     *
     * @param message Docker's words, such as {@code manifest for no-such:1 not found: manifest unknown: ...}
     */
    record Missing(String message) implements ImageLookup {}

    /**
     * There is such an image, but not for the platform that was asked for.
     *
     * @param wanted the platform, in Docker's form
     * @param image the one of another platform that is all the reference stands for; empty for one of several platforms
     */
    record OtherPlatform(String wanted, Optional<ImageFacts> image) implements ImageLookup {
        /** Returns Docker's words for it. */
        public String message(ImageReference reference) {
            return image.map(i -> message(reference.full(), wanted, i))
                    .orElse("no matching manifest for " + wanted + " in the manifest list entries");
        }

        /** Returns Docker's words for an image that is at hand for another platform. */
        public static String message(String ref, String wanted, ImageFacts image) {
            return "image with reference " + ref + " was found but does not match the specified platform: wanted "
                    + wanted + ", actual: " + image.platform();
        }
    }

    /**
     * The registry refused.
     *
     * @param message Docker's words, such as {@code pull access denied for ...}
     */
    record Denied(String message) implements ImageLookup {
        /** Returns whether the image may as well not exist; otherwise the credentials themselves are wrong or missing. */
        public boolean hidden() {
            return message.startsWith("pull access denied");
        }
    }

    /**
     * The registry did not answer in time, or answered nonsense.
     *
     * @param message what happened
     */
    record Unreachable(String message) implements ImageLookup {}
}
