package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.PodLogs;
import java.io.IOException;
import java.util.Optional;

/** Logs without the mark of the shell that held the process back, which is not the process's output. */
record UnmarkedLogs(PodLogs logs) implements PodLogs {
    @Override
    public LogReader open(PodObservation pod, Request request) throws IOException {
        LogReader reader = logs.open(pod, request);
        return pod.gate() == PodObservation.Gate.NONE ? reader : new Unmarked(reader);
    }

    @Override
    public LogReader lasting(PodObservation pod) throws IOException {
        LogReader reader = logs.lasting(pod);
        return pod.gate() == PodObservation.Gate.NONE ? reader : new Unmarked(reader);
    }

    /** Leaves the first line out that is the mark, and the echo before it on a terminal. */
    private static final class Unmarked implements LogReader {
        private final LogReader reader;
        private Optional<LogLine> behind = Optional.empty();
        private boolean begun;
        private boolean passed;

        private Unmarked(LogReader reader) {
            this.reader = reader;
        }

        @Override
        public Optional<LogLine> next() throws IOException {
            if (behind.isPresent()) {
                Optional<LogLine> line = behind;
                behind = Optional.empty();
                return line;
            }
            Optional<LogLine> line = reader.next();
            boolean first = !begun;
            begun = true;
            if (passed) {
                return line;
            }
            if (first && line.filter(OutputGateRule::echoes).isPresent()) {
                Optional<LogLine> next = reader.next();
                if (next.filter(OutputGateRule::marks).isEmpty()) {
                    behind = next;
                    return line;
                }
                line = next;
            }
            passed = line.filter(OutputGateRule::marks).isPresent();
            return passed ? reader.next() : line;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
