package io.d2k.domain.image;

import java.time.Instant;

/**
 * An image that was pulled through d2k or is used by a container.
 *
 * @param reference the reference, parsed
 * @param facts what the registry said of it
 * @param recorded when it was pulled or first used
 */
public record ImageRecord(ImageReference reference, ImageFacts facts, Instant recorded) {}
