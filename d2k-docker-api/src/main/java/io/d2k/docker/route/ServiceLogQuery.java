package io.d2k.docker.route;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.log.LogQuery;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a service's or a task's log are asked for. A swarm is stricter here than an engine is with containers,
 * has no class for what it refuses (500), and knows no {@code until}.
 */
final class ServiceLogQuery {
    private ServiceLogQuery() {}

    /**
     * Reads.
     *
     * @throws EngineException in Docker's words
     */
    static LogQuery read(Query query) {
        boolean stdout = query.flag("stdout");
        boolean stderr = query.flag("stderr");
        if (!stdout && !stderr) {
            throw EngineException.unclassed("Bad parameters: you must choose at least one stream");
        }
        return new LogQuery(stdout, stderr, query.flag("follow"), since(query), Optional.empty(), tail(query));
    }

    private static Optional<Instant> since(Query query) {
        try {
            return query.time("since");
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "could not parse since timestamp: " + e.getMessage(), e);
        }
    }

    private static OptionalInt tail(Query query) {
        if (query.get("tail").equals("all")) {
            return OptionalInt.empty();
        }
        Optional<Integer> lines;
        try {
            lines = query.number("tail");
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "tail value must be a positive integer or \"all\"", e);
        }
        if (lines.filter(n -> n < 0).isPresent()) {
            throw EngineException.unclassed("negative tail values not supported");
        }
        return lines.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
