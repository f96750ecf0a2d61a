package io.d2k.domain.container.rule;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last part of {@code -v}: words after a comma each, at most one of a kind (moby {@code volume/mounts/linux_parser.go}).
 *
 * @param words in the order of the request
 */
record BindMode(List<String> words) {
    private enum Kind {
        ACCESS,
        LABEL,
        PROPAGATION,
        COPY,
        CONSISTENCY
    }

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("ro", Kind.ACCESS),
            Map.entry("rw", Kind.ACCESS),
            Map.entry("z", Kind.LABEL),
            Map.entry("Z", Kind.LABEL),
            Map.entry("nocopy", Kind.COPY),
            Map.entry("consistent", Kind.CONSISTENCY),
            Map.entry("cached", Kind.CONSISTENCY),
            Map.entry("delegated", Kind.CONSISTENCY));

    /** Returns the mode of a text, which may be empty; nothing where it is none. */
    static Optional<BindMode> parse(String text) {
        List<String> words = new ArrayList<>();
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        for (String word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Kind kind = PropagationRule.known(word) ? Kind.PROPAGATION : KINDS.get(word);
            if (kind == null || !seen.add(kind)) {
                return Optional.empty();
            }
            words.add(word);
        }
        return Optional.of(new BindMode(words));
    }

    boolean readOnly() {
        return words.contains("ro");
    }

    /** Returns whether a volume is not to be filled from the image. */
    boolean noCopy() {
        return words.contains("nocopy");
    }

    /** Returns which way mounts spread, where it says so. */
    Optional<String> propagation() {
        return words.stream().filter(PropagationRule::known).findFirst();
    }
}
