package io.d2k.domain.image;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What lists call the images of containers: the name that was asked for, as long as it stands for what the container
 * runs. Once the name has been taken away, or given to another image, it is the ID (moby {@code daemon/list.go}).
 */
public final class ImageNames {
    /** All have the names that were asked for. */
    public static final ImageNames ASKED = new ImageNames(Map.of(), reference -> false);

    private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{4,64}");

    private final Map<String, String> held;
    private final Predicate<ImageReference> removed;

    private ImageNames(Map<String, String> held, Predicate<ImageReference> removed) {
        this.held = held;
        this.removed = removed;
    }

    /**
     * Reads them.
     *
     * @param images the images that are held by a name
     * @param removed tells which names were taken away
     */
    public static ImageNames of(Collection<ImageRecord> images, Predicate<ImageReference> removed) {
        return new ImageNames(
                images.stream()
                        .collect(Collectors.toMap(
                                i -> i.reference().familiar(), i -> i.facts().id(), (first, second) -> first)),
                removed);
    }

    /**
     * Returns what an image is called.
     *
     * @param asked what the container was asked for with
     * @param image what it runs; where nothing is known of that, the name stays
     */
    public String of(String asked, Optional<ImageFacts> image) {
        return image.map(ImageFacts::id)
                .filter(id -> !ID.matcher(asked).matches() && !asked.contains("@"))
                .filter(id -> elsewhere(ImageReference.parse(asked), id))
                .orElse(asked);
    }

    private boolean elsewhere(ImageReference name, String id) {
        return removed.test(name) || !held.getOrDefault(name.familiar(), id).equals(id);
    }
}
