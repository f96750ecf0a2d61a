package io.d2k.docker.route;

import io.d2k.domain.Filters;
import io.d2k.domain.TimeText;
import io.d2k.domain.error.EngineException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rule: which filters of a prune of the build cache the Docker Engine takes; d2k, which has none, has to refuse the others. */
final class BuildCacheFilters {
    private static final String UNTIL = "until";
    /** What {@code until} was called before. */
    private static final String UNUSED = "unused-for";

    /** moby's {@code builder/builder-next/builder.go}. */
    private static final Set<String> KNOWN = Set.of(
            UNTIL, UNUSED, "label", "label!", "id", "parent", "type", "description", "inuse", "shared", "private");

    private BuildCacheFilters() {}

    /**
     * Checks filters.
     *
     * @throws EngineException in Docker's words
     */
    static void check(Filters filters) {
        filters.allowOnly(KNOWN);
        if (!filters.get(UNTIL).isEmpty() && !filters.get(UNUSED).isEmpty()) {
            throw EngineException.invalid("conflicting filters: \"until\" and \"unused-for\"");
        }
        for (String name : List.of(UNTIL, UNUSED)) {
            requireOne(filters.get(name));
            filters.get(name).forEach(text -> requireTime(name, text));
        }
        Stream.of("id", "parent", "type", "description", "inuse", "shared", "private")
                .map(filters::get)
                .forEach(BuildCacheFilters::requireOne);
    }

    private static void requireOne(List<String> values) {
        if (values.size() > 1) {
            throw EngineException.invalid("filters expect only one value");
        }
    }

    private static void requireTime(String name, String text) {
        try {
            TimeText.parse(text, Instant.EPOCH);
        } catch (EngineException e) {
            String words = "\"" + name + "\" filter expects a duration (e.g., '24h') or a timestamp: ";
            throw new EngineException(e.kind(), words + e.getMessage(), e);
        }
    }
}
