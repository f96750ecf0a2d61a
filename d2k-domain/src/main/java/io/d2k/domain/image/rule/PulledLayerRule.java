package io.d2k.domain.image.rule;

import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.PullProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a pull tells of the layers of an image: clients take it for news by them (Compose, Ansible). A layer is there already
 * where an image that is known has it over the same ones.
 */
public final class PulledLayerRule {
    private static final int SHORT = 12;

    private PulledLayerRule() {}

    /**
     * Returns the lines; none of an image that is known, and of one whose registry's digests nobody told.
     *
     * @param known the images that there are already
     */
    public static List<PullProgress> lines(ImageFacts image, List<ImageFacts> known) {
        List<String> names = image.blobs().stream().map(PulledLayerRule::name).toList();
        boolean there = known.stream().anyMatch(k -> k.id().equals(image.id()));
        if (there || names.size() != image.layers().size()) {
            return List.of();
        }
        int shared = known.stream()
                .mapToInt(k -> shared(image.layers(), k.layers()))
                .max()
                .orElse(0);
        List<PullProgress> lines = new ArrayList<>();
        names.subList(0, shared).forEach(n -> lines.add(new PullProgress.Step(n, "Already exists")));
        List<String> fresh = names.subList(shared, names.size());
        fresh.forEach(n -> lines.add(new PullProgress.Step(n, "Pulling fs layer")));
        fresh.forEach(n -> lines.add(new PullProgress.Step(n, "Pull complete")));
        return lines;
    }

    /** How many layers both have, from the lowest on. */
    static int shared(List<String> layers, List<String> others) {
        int most = Math.min(layers.size(), others.size());
        return IntStream.range(0, most)
                .filter(i -> !layers.get(i).equals(others.get(i)))
                .findFirst()
                .orElse(most);
    }

    private static String name(String digest) {
        String digits = digest.substring(digest.indexOf(':') + 1);
        return digits.substring(0, Math.min(SHORT, digits.length()));
    }
}
