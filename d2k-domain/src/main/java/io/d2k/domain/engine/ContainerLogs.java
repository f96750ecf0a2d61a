package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.PodLogs;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One log of a container out of what is kept of earlier runs and what nodes hold of the pods there are. */
final class ContainerLogs {
    private static final Logger LOG = System.getLogger(ContainerLogs.class.getName());
    private static final Comparator<PodObservation> OLDEST = Comparator.comparingInt(PodObservation::run)
            .thenComparingInt(PodObservation::restart)
            .thenComparing(PodObservation::created);

    private final PodLogs logs;
    private final LogArchive archive;

    ContainerLogs(PodLogs logs, LogArchive archive) {
        this.logs = logs;
        this.archive = archive;
    }

    ContainerLog open(ObservedContainer container, LogQuery query) {
        if (!query.stdout() && !query.stderr()) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        boolean tty = container.record().spec().process().tty();
        return new ContainerLog(tty, TerminalLines.of(new Reader(container, query), tty));
    }

    /** A source of lines, opened when its turn comes. */
    private interface Source {
        LogReader open() throws IOException;
    }

    private final class Reader implements LogReader {
        private final LogQuery query;
        private final Iterator<Source> sources;
        private final Optional<PodObservation> live;
        private Optional<LogReader> current = Optional.empty();
        private Deque<LogLine> last = new ArrayDeque<>();
        private boolean gathered;
        private boolean following;
        private Instant newest = Instant.MIN;
        private Instant boundary = Instant.MIN;
        private volatile boolean closed;

        Reader(ObservedContainer container, LogQuery query) {
            this.query = query;
            List<PodObservation> pods = container.pods().stream().sorted(OLDEST).toList();
            this.live = query.follow()
                    ? pods.stream()
                            .filter(p -> p.process() instanceof ProcessState.Running)
                            .reduce((a, b) -> b)
                    : Optional.empty();
            List<Source> all = new ArrayList<>();
            all.add(() -> kept(archive.read(container.record().id())));
            for (PodObservation p : pods) {
                boolean followed =
                        live.filter(p::equals).isPresent() && query.tail().isEmpty();
                all.add(() -> logs.open(p, new PodLogs.Request(followed, query.since(), query.tail(), false)));
            }
            this.sources = all.iterator();
        }

        @Override
        public Optional<LogLine> next() throws IOException {
            if (query.tail().isPresent() && !gathered) {
                gather(query.tail().getAsInt());
            }
            if (!last.isEmpty()) {
                return Optional.of(last.removeFirst());
            }
            Optional<LogLine> line = advance();
            if (line.isEmpty() && gathered && !following && live.isPresent() && !closed) {
                following = true;
                // everything up to the newest line has been read: only what is later is new
                keep(logs.open(
                        live.get(),
                        new PodLogs.Request(
                                true,
                                Optional.of(newest).filter(t -> t.isAfter(Instant.MIN)),
                                OptionalInt.empty(),
                                false)));
                line = advance();
            }
            return line;
        }

        private void gather(int count) throws IOException {
            gathered = true;
            Deque<LogLine> lines = new ArrayDeque<>();
            for (Optional<LogLine> line = advance(); line.isPresent(); line = advance()) {
                lines.addLast(line.get());
                if (lines.size() > count) {
                    lines.removeFirst();
                }
            }
            last = lines;
        }

        /** Returns the next line of the sources that the query wants. */
        private Optional<LogLine> advance() throws IOException {
            while (!closed) {
                if (current.isEmpty()) {
                    if (!sources.hasNext()) {
                        return Optional.empty();
                    }
                    openNext();
                    continue;
                }
                Optional<LogLine> line = current.get().next();
                if (line.isEmpty()) {
                    current.get().close();
                    current = Optional.empty();
                    if (following) {
                        return Optional.empty();
                    }
                } else if (fresh(line.get())) {
                    if (query.until().filter(line.get().time()::isAfter).isPresent()) {
                        if (query.follow()) {
                            return Optional.empty();
                        }
                    } else if (wanted(line.get())) {
                        return line;
                    }
                }
            }
            return Optional.empty();
        }

        private void openNext() {
            try {
                keep(sources.next().open());
            } catch (IOException e) {
                // a pod that was never started or is gone has no log; what others hold is still told
                LOG.log(Level.DEBUG, "a part of the log is missing", e);
            }
        }

        private synchronized void keep(LogReader reader) {
            if (closed) {
                reader.close();
            } else {
                current = Optional.of(reader);
                boundary = newest;
            }
        }

        /** A line that is kept and still on the node comes twice: the second is dropped. */
        private boolean fresh(LogLine line) {
            if (line.time().isAfter(boundary)) {
                newest = line.time().isAfter(newest) ? line.time() : newest;
                return true;
            }
            return false;
        }

        private boolean wanted(LogLine line) {
            boolean stream = line.stream() == StdStream.STDERR ? query.stderr() : query.stdout();
            return stream && query.since().map(s -> !line.time().isBefore(s)).orElse(true);
        }

        @Override
        public synchronized void close() {
            closed = true;
            current.ifPresent(LogReader::close);
        }
    }

    private static LogReader kept(List<LogLine> lines) {
        Iterator<LogLine> it = lines.iterator();
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
}
