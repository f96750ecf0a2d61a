package io.d2k.domain.image;

/**
 * One line of a pull's progress.
 *
 * @param id the layer's short ID or the tag, empty for none
 * @param status the text
 */
public record PullProgress(String id, String status) {}
