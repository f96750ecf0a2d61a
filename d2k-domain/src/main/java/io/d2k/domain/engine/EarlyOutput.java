package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a terminal printed before the attachment stood. It is read from the log when the first attached output arrives (or
 * the session ends), and joined with it on the longest overlap, since both may hold the same bytes.
 */
final class EarlyOutput {
    private final PodLogs logs;
    private final PodObservation pod;

    EarlyOutput(PodLogs logs, PodObservation pod) {
        this.logs = logs;
        this.pod = pod;
    }

    /** Returns a sink that sends the early output first. */
    OutputSink before(OutputSink sink) throws IOException {
        byte[] early = read();
        sink.write(StdStream.STDOUT, early, 0, early.length);
        return new OutputSink() {
            private boolean joined;

            @Override
            public void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
                int skip = joined ? 0 : overlap(early, Arrays.copyOfRange(buffer, offset, offset + length));
                joined = true;
                if (skip < length) {
                    sink.write(stream, buffer, offset + skip, length - skip);
                }
            }
        };
    }

    /** Returns how many of the first bytes of {@code later} are the last bytes of {@code early}, at most. */
    static int overlap(byte[] early, byte[] later) {
        for (int n = Math.min(early.length, later.length); n > 0; n--) {
            if (Arrays.equals(early, early.length - n, early.length, later, 0, n)) {
                return n;
            }
        }
        return 0;
    }

    private byte[] read() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogReader reader = TerminalLines.of(logs.open(pod, PodLogs.Request.ALL), true)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                bytes.write(line.get().bytes());
            }
        } catch (IOException e) {
            // no log yet: nothing was printed before
            return bytes.toByteArray();
        }
        return bytes.toByteArray();
    }
}
