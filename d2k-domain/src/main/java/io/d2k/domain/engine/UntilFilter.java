package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.TimeText;
import java.time.Instant;

/** The filter {@code until} of prunes: only what is older than that. */
final class UntilFilter {
    private UntilFilter() {}

    /** Returns whether something of that age may be pruned. */
    static boolean passes(Filters filters, Instant created, Instant now) {
        return filters.get("until").stream().allMatch(text -> created.isBefore(TimeText.parse(text, now)));
    }
}
