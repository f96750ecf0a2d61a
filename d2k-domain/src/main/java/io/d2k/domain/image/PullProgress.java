package io.d2k.domain.image;

/** One line of what a pull tells. */
public sealed interface PullProgress {
    /** Returns the text. */
    String text();

    /**
     * Something was done.
     *
     * @param id the layer's short ID or the tag, empty for none
     * @param text what was done
     */
    record Step(String id, String text) implements PullProgress {}

    /**
     * The pull has failed after all; the last line.
     *
     * @param text why
     */
    record Failure(String text) implements PullProgress {}
}
