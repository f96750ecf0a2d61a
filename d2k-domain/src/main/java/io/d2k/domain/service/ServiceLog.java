package io.d2k.domain.service;

import io.d2k.domain.log.LogLine;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Lines of several tasks' logs, being read. */
public interface ServiceLog extends AutoCloseable {
    /** Returns whether the tasks have terminals, so that their logs are raw streams. */
    boolean tty();

    /**
     * Waits for the next line.
     *
     * @return nothing at the end of all logs, or once this is closed
     * @throws IOException when the logs cannot be read on
     */
    Optional<Line> next() throws IOException;

    /** Ends the reading; a thread that waits in {@link #next()} gets the end. */
    @Override
    void close();

    /**
     * A line and whose it is.
     *
     * @param line the line
     * @param attributes the swarm labels of its task, and what its logging options name
     */
    record Line(LogLine line, Map<String, String> attributes) {
        /** Copies the map. */
        public Line {
            attributes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(attributes));
        }
    }
}
