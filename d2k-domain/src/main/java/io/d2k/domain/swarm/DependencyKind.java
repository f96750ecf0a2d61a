package io.d2k.domain.swarm;

import java.util.Locale;
import java.util.Set;

/** The two kinds of files that a swarm hands to its tasks. */
public enum DependencyKind {
    /** Its content is never given back. */
    SECRET(500),
    /** Its content may be read by whoever may use Docker. */
    CONFIG(1000);

    private final int limit;

    DependencyKind(int kibibytes) {
        this.limit = kibibytes * 1024;
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
        return switch (this) {
            case SECRET -> Set.of("names", "name", "id", "label");
            case CONFIG -> Set.of("name", "id", "label");
        };
    }
}
