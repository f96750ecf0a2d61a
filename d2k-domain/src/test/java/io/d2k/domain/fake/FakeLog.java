package io.d2k.domain.fake;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log of one instance of a process. */
final class FakeLog {
    private final List<LogLine> lines = new ArrayList<>();
    private boolean ended;

    synchronized void add(StdStream stream, Instant time, byte[] bytes) {
        lines.add(new LogLine(stream, time, bytes));
        notifyAll();
    }

    synchronized void rotate() {
        lines.clear();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized LogReader open(PodLogs.Request request, Runnable closed) {
        // a tail is honoured as the kubelet does: over both streams
        int from = request.tail().isPresent()
                ? Math.max(0, lines.size() - request.tail().getAsInt())
                : 0;
        return new Reader(from, request.follow(), closed);
    }

    private final class Reader implements LogReader {
        private final boolean follow;
        private final Runnable onClose;
        private int at;
        private boolean closed;

        Reader(int from, boolean follow, Runnable onClose) {
            this.at = from;
            this.follow = follow;
            this.onClose = onClose;
        }

        @Override
        public Optional<LogLine> next() {
            synchronized (FakeLog.this) {
                try {
                    while (!closed && at == lines.size() && follow && !ended) {
                        FakeLog.this.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
                return closed || at == lines.size() ? Optional.empty() : Optional.of(lines.get(at++));
            }
        }

        @Override
        public void close() {
            synchronized (FakeLog.this) {
                if (!closed) {
                    closed = true;
                    FakeLog.this.notifyAll();
                    onClose.run();
                }
            }
        }
    }
}
