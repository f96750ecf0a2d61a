package io.d2k.domain.log;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a container's log are asked for.
 *
 * @param stdout whether lines of standard output are wanted
 * @param stderr whether lines of standard error are wanted
 * @param follow whether to go on with what is printed later, until the container ends
 * @param since no line printed before it
 * @param until no line printed after it
 * @param tail at most so many of the last lines; nothing for all
 */
public record LogQuery(
        boolean stdout,
        boolean stderr,
        boolean follow,
        Optional<Instant> since,
        Optional<Instant> until,
        OptionalInt tail) {}
