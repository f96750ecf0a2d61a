package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.TimeText;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** The filter {@code until} of prunes: only what is older than that. */
final class UntilFilter {
    private UntilFilter() {}

    /**
     * Returns which times of creation of images pass.
     *
     * @throws EngineException in Docker's words; of kind UNCLASSED where moby's images have no class for it
     */
    static Predicate<Instant> ofImages(Filters filters, Instant now) {
        try {
            return of(filters, now);
        } catch (EngineException e) {
            throw new EngineException(ErrorKind.UNCLASSED, e.getMessage(), e);
        }
    }

    /**
     * Returns which times of creation pass.
     *
     * @throws EngineException in Docker's words, where there are several values or one is no time
     */
    static Predicate<Instant> of(Filters filters, Instant now) {
        List<String> given = filters.get("until");
        if (given.size() > 1) {
            throw EngineException.invalid("more than one until filter specified");
        }
        return given.stream()
                .map(text -> TimeText.parse(text, now))
                .<Predicate<Instant>>map(bound -> created -> created.isBefore(bound))
                .findFirst()
                .orElse(created -> true);
    }
}
