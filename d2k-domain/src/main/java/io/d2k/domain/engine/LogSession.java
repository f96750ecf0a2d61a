package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** An attachment that only tells what was printed before. */
record LogSession(boolean tty, LogReader reader) implements ProcessSession {
    @Override
    public void pump(OutputSink sink) throws IOException {
        try (reader) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                byte[] bytes = line.get().bytes();
                sink.write(line.get().stream(), bytes, 0, bytes.length);
            }
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        // nobody takes input here
    }

    @Override
    public void closeInput() {
        // there is none
    }

    @Override
    public void resize(TerminalSize size) {
        // there is no terminal
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        reader.close();
    }
}
