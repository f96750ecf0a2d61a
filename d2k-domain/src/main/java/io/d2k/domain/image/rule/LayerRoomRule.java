package io.d2k.domain.image.rule;

import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageFacts.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What images take together: a layer that several have over the same ones is there once. Sizes are those of registries,
 * compressed.
 */
public final class LayerRoomRule {
    /** Where what is shared is not known, as in Docker. */
    private static final long UNKNOWN = -1;

    private LayerRoomRule() {}

    /** Returns the size of all of them, in bytes. */
    public static long total(List<ImageFacts> images) {
        Map<List<String>, Long> layers = new HashMap<>();
        long rest = 0;
        for (ImageFacts image : images) {
            Map<List<String>, Long> own = layers(image);
            layers.putAll(own);
            rest += image.sizeBytes() - sum(own);
        }
        return rest + sum(layers);
    }

    /**
     * Returns how many bytes of an image others have as well, -1 where nobody told how large its layers are.
     *
     * @param all the images there are, it among them
     */
    public static long shared(ImageFacts image, List<ImageFacts> all) {
        int most = all.stream()
                .filter(other -> !other.id().equals(image.id()))
                .mapToInt(other -> PulledLayerRule.shared(image.layers(), other.layers()))
                .max()
                .orElse(0);
        Map<List<String>, Long> sizes = layers(image);
        if (most > 0 && sizes.isEmpty()) {
            return UNKNOWN;
        }
        return sizes.entrySet().stream()
                .filter(layer -> layer.getKey().size() <= most)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Sizes by what a layer is: its files and those below it; none where nobody told. */
    private static Map<List<String>, Long> layers(ImageFacts image) {
        List<Layer> filled =
                image.history().stream().filter(step -> !step.emptyLayer()).toList();
        boolean told = filled.stream().anyMatch(step -> step.sizeBytes() > 0);
        Map<List<String>, Long> sizes = new HashMap<>();
        if (told && filled.size() == image.layers().size()) {
            for (int i = 0; i < filled.size(); i++) {
                sizes.put(image.layers().subList(0, i + 1), filled.get(i).sizeBytes());
            }
        }
        return sizes;
    }

    private static long sum(Map<List<String>, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
