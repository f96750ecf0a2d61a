package io.d2k.domain.engine;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The log of a terminal. A terminal ends its lines with carriage return and line feed; containerd drops the carriage
 * return when it writes the log, so it is put back.
 */
record TerminalLines(LogReader reader) implements LogReader {
    /** Returns the reader for a container's log: as it is, or with the line ends of a terminal. */
    static LogReader of(LogReader reader, boolean tty) {
        return tty ? new TerminalLines(reader) : reader;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        return reader.next().map(TerminalLines::restored);
    }

    private static LogLine restored(LogLine line) {
        byte[] bytes = line.bytes();
        int n = bytes.length;
        if (!line.complete() || n > 1 && bytes[n - 2] == '\r') {
            return line;
        }
        byte[] restored = Arrays.copyOf(bytes, n + 1);
        restored[n - 1] = '\r';
        restored[n] = '\n';
        return new LogLine(line.stream(), line.time(), restored);
    }

    @Override
    public void close() {
        reader.close();
    }
}
