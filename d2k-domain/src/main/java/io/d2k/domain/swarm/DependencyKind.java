package io.d2k.domain.swarm;

import java.util.Locale;
import java.util.Set;

/** The two kinds of files that a swarm hands to its tasks. */
public enum DependencyKind {
    /** Its content is never given back. */
    SECRET(500, Set.of("names", "name", "id", "label")),
    /** Its content may be read by whoever may use Docker. */
    CONFIG(1000, Set.of("name", "id", "label"));

    private final int limit;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> filters;

    DependencyKind(int kibibytes, Set<String> filters) {
        this.limit = kibibytes * 1024;
        this.filters = filters;
    }

    /** Returns Docker's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the size, in bytes, that content has to stay below. */
    public int limit() {
        return limit;
    }

    /** Returns the filters that a list knows. */
    public Set<String> filters() {
        return filters;
    }
}
