package io.d2k.domain.image;

import java.util.List;

/**
 * An image with the names that it has.
 *
 * @param facts what the registry said of it
 * @param tags familiar references with a tag, such as {@code busybox:latest}
 * @param digests familiar references with a digest
 * @param containers how many containers use it
 */
public record ImageView(ImageFacts facts, List<String> tags, List<String> digests, int containers) {
    /** Copies the lists. */
    public ImageView {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }

    /** Returns whether it has a name. */
    public boolean named() {
        return !tags.isEmpty() || !digests.isEmpty();
    }
}
