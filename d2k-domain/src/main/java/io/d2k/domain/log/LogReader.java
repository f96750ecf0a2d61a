package io.d2k.domain.log;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A log being read, line by line. */
public interface LogReader extends AutoCloseable {
    /** A log without lines. */
    LogReader EMPTY = new LogReader() {
        @Override
        public Optional<LogLine> next() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    /** Returns a log of lines that are at hand. */
    static LogReader of(List<LogLine> lines) {
        Iterator<LogLine> it = List.copyOf(lines).iterator();
        return new LogReader() {
            @Override
            public Optional<LogLine> next() {
                return it.hasNext() ? Optional.of(it.next()) : Optional.empty();
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    /**
     * Waits for the next line.
     *
     * @return nothing at the end of the log, or once the reader is closed
     * @throws IOException when the log cannot be read on
     */
    Optional<LogLine> next() throws IOException;

    /** Ends the reading; a thread that waits in {@link #next()} gets the end of the log. */
    @Override
    void close();
}
