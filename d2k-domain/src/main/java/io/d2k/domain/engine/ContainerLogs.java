package io.d2k.domain.engine;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.rule.LogAttributeRule;
import io.d2k.domain.container.rule.LoggingRule;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** One log of a container out of what is kept of earlier runs and what nodes hold of the pods there are. */
final class ContainerLogs {
    private static final Logger LOG = System.getLogger(ContainerLogs.class.getName());
    private static final Comparator<PodObservation> OLDEST = Comparator.comparingInt(PodObservation::run)
            .thenComparingInt(PodObservation::restart)
            .thenComparing(PodObservation::created);

    private final PodLogs logs;
    private final LogArchive archive;
    private final LogKeeper keeper;
    private final Predicate<ObservedContainer> running;

    ContainerLogs(PodLogs logs, LogArchive archive, LogKeeper keeper, Predicate<ObservedContainer> running) {
        this.logs = logs;
        this.archive = archive;
        this.keeper = keeper;
        this.running = running;
    }

    ContainerLog open(ObservedContainer container, LogQuery query) {
        if (!query.stdout() && !query.stderr()) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        LoggingRule.requireReadable(container.record().spec().logging());
        keeper.awaitKept(container.record().id(), running.test(container));
        boolean tty = container.record().spec().process().tty();
        return new ContainerLog(
                tty,
                LogAttributeRule.of(container.record(), ContainerViews.config(container.record())),
                TerminalLines.of(new Reader(container, query), tty));
    }

    /** Returns what was printed before somebody attached, as far as he asks for it. */
    LogSession before(ObservedContainer container, AttachRequest request) {
        boolean tty = container.record().spec().process().tty();
        if (!request.logs() || !(request.stdout() || request.stderr())) {
            return new LogSession(tty, LogReader.EMPTY);
        }
        LogQuery query = new LogQuery(
                request.stdout(), request.stderr(), false, Optional.empty(), Optional.empty(), OptionalInt.empty());
        return new LogSession(tty, open(container, query).reader());
    }

    /** A line that is kept, as far as needed to know it again. */
    private record Known(Instant time, StdStream stream, int hash) {
        private static Known of(LogLine line) {
            return new Known(line.time(), line.stream(), Arrays.hashCode(line.bytes()));
        }
    }

    private final class Reader implements LogReader {
        private final String id;
        private final LogQuery query;
        /** What is kept, then the pods, oldest first. */
        private final Iterator<Optional<PodObservation>> parts;

        private final Optional<PodObservation> live;
        private final Set<Known> known = new HashSet<>();
        private Optional<PodObservation> part = Optional.empty();
        private Optional<LogReader> current = Optional.empty();
        private Deque<LogLine> last = new ArrayDeque<>();
        private boolean gathered;
        private boolean following;
        private boolean over;
        private Instant newestLive = Instant.MIN;
        private volatile boolean closed;

        Reader(ObservedContainer container, LogQuery query) {
            this.id = container.record().id();
            this.query = query;
            List<PodObservation> pods = container.pods().stream().sorted(OLDEST).toList();
            this.live = query.follow()
                    ? pods.stream()
                            .filter(p -> p.process() instanceof ProcessState.Running)
                            .reduce((a, b) -> b)
                    : Optional.empty();
            List<Optional<PodObservation>> all = new ArrayList<>();
            all.add(Optional.empty());
            pods.forEach(p -> all.add(Optional.of(p)));
            this.parts = all.iterator();
        }

        @Override
        public Optional<LogLine> next() throws IOException {
            if (query.tail().isPresent() && !gathered) {
                gathered = true;
                if (query.tail().getAsInt() > 0) {
                    gather(query.tail().getAsInt());
                }
                follow();
            }
            if (!last.isEmpty()) {
                return Optional.of(last.removeFirst());
            }
            while (!over) {
                Optional<LogLine> line = advance();
                if (line.isEmpty() || wanted(line.get())) {
                    return line;
                }
            }
            return Optional.empty();
        }

        /** Takes the last lines of all; which of them are wanted is asked afterwards, as in moby. */
        private void gather(int count) throws IOException {
            Deque<LogLine> lines = new ArrayDeque<>();
            for (Optional<LogLine> line = advance(); line.isPresent(); line = advance()) {
                lines.addLast(line.get());
                if (lines.size() > count) {
                    lines.removeFirst();
                }
            }
            lines.removeIf(line -> !wanted(line));
            last = lines;
        }

        /** Goes on with what the running process prints; everything up to its newest line has been read. */
        private void follow() throws IOException {
            following = true;
            if (live.isPresent() && !closed) {
                boolean nothingRead = query.tail().getAsInt() == 0;
                Optional<Instant> since = Optional.of(newestLive).filter(t -> t.isAfter(Instant.MIN));
                OptionalInt tail = nothingRead ? OptionalInt.of(0) : OptionalInt.empty();
                part = live;
                keep(logs.open(live.get(), new PodLogs.Request(true, since, tail, false)));
            }
        }

        /** Returns the next line that has not been read before. */
        private Optional<LogLine> advance() throws IOException {
            while (!closed) {
                if (current.isEmpty()) {
                    if (following || !parts.hasNext()) {
                        return Optional.empty();
                    }
                    openNext();
                    continue;
                }
                Optional<LogLine> line = current.get().next();
                if (line.isEmpty()) {
                    current.get().close();
                    current = Optional.empty();
                } else if (fresh(line.get())) {
                    return line;
                }
            }
            return Optional.empty();
        }

        private void openNext() {
            part = parts.next();
            boolean followed =
                    part.isPresent() && part.equals(live) && query.tail().isEmpty();
            try {
                keep(
                        part.isEmpty()
                                ? LogReader.of(archive.read(id))
                                : logs.open(
                                        part.get(), new PodLogs.Request(followed, query.since(), query.tail(), false)));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a part of the log is missing", e);
                // a pod that was never started has no log; that of one which has just gone is being kept
                part = Optional.empty();
                keeper.awaitKept(id, false);
                keep(LogReader.of(archive.read(id)));
            }
        }

        private synchronized void keep(LogReader reader) {
            if (closed) {
                reader.close();
            } else {
                current = Optional.of(reader);
            }
        }

        /** A line that is kept and still on the node comes twice. Times tell nothing here: nodes' clocks differ. */
        private boolean fresh(LogLine line) {
            if (part.isEmpty()) {
                return known.add(Known.of(line));
            }
            if (part.equals(live)) {
                if (following && !line.time().isAfter(newestLive)) {
                    return false;
                }
                newestLive = line.time().isAfter(newestLive) ? line.time() : newestLive;
            }
            return !known.contains(Known.of(line));
        }

        private boolean wanted(LogLine line) {
            if (query.until().filter(line.time()::isAfter).isPresent()) {
                over = true;
                return false;
            }
            boolean stream = line.stream() == StdStream.STDERR ? query.stderr() : query.stdout();
            return stream && query.since().map(s -> !line.time().isBefore(s)).orElse(true);
        }

        @Override
        public synchronized void close() {
            closed = true;
            current.ifPresent(LogReader::close);
        }
    }
}
