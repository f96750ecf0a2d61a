package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import java.io.IOException;
import java.util.Optional;

/** An attachment that only tells what was printed before. */
record LogSession(boolean tty, LogReader reader) implements OutputOnly {
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
    public void close() {
        reader.close();
    }
}
