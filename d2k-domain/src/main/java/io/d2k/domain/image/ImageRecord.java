package io.d2k.domain.image;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that was pulled through d2k, is used by a container, or was given a further name.
 *
 * @param reference the reference, parsed
 * @param facts what the registry said of it
 * @param recorded when it was pulled, first used or named
 * @param source what nodes pull it by, where the reference's own repository has no digest of it here: it was named by
 *     {@code docker tag}, or the digest was taken from it
 */
public record ImageRecord(
        ImageReference reference, ImageFacts facts, Instant recorded, Optional<ImageReference> source) {
    /** One that its own repository has. */
    public ImageRecord(ImageReference reference, ImageFacts facts, Instant recorded) {
        this(reference, facts, recorded, Optional.empty());
    }

    /** Returns what nodes pull it by. */
    public ImageReference pulledBy() {
        return source.orElse(reference);
    }

    /** Returns the name with its tag, if it has one. */
    public Optional<ImageReference> tagged() {
        return reference.tag().map(reference::tagged);
    }

    /** Returns the name with the digest, if it is that of its own repository. */
    public Optional<ImageReference> digested() {
        return source.isEmpty() ? Optional.of(reference.at(facts.repoDigest())) : Optional.empty();
    }

    /** Returns the same image without a digest of its repository, from which nodes go on to pull it. */
    public ImageRecord withoutDigest() {
        return new ImageRecord(reference, facts, recorded, Optional.of(pulledBy()));
    }

    /** Returns the same image by a further name. */
    public ImageRecord named(ImageReference name, Instant when) {
        ImageReference pulledBy = pulledBy();
        return new ImageRecord(name, facts, when, Optional.of(pulledBy).filter(by -> !by.sameRepository(name)));
    }
}
