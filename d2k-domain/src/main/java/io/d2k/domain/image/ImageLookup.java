package io.d2k.domain.image;

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
