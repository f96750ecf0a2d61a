package io.d2k.domain.engine;

import io.d2k.domain.engine.TaskLogSources.Source;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.ServiceLog.Line;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;

/** Reads the logs of a service's tasks: those of the past in the order of their times, those of the present as they come. */
final class ServiceLogs {
    private static final Logger LOG = System.getLogger(ServiceLogs.class.getName());
    private static final int QUEUE = 1024;

    private final ServiceStore store;
    private final TaskLogSources sources;

    ServiceLogs(ServiceStore store, TaskLogSources sources) {
        this.store = store;
        this.sources = sources;
    }

    /**
     * Opens the logs.
     *
     * @param chosen which tasks
     */
    ServiceLog open(String serviceId, Predicate<Task> chosen, LogQuery query) {
        if (!query.stdout() && !query.stderr()) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        return query.follow()
                ? new Followed(serviceId, chosen, query)
                : new Past(sources.all(serviceId, chosen), query);
    }

    private static boolean wanted(LogQuery query, LogLine line) {
        boolean stream = line.stream() == StdStream.STDERR ? query.stderr() : query.stdout();
        return stream
                && query.since().filter(line.time()::isBefore).isEmpty()
                && query.until().filter(line.time()::isAfter).isEmpty();
    }

    /** What was printed so far: the heads of all tasks' logs, the eldest first. */
    private static final class Past implements ServiceLog {
        private final List<Head> heads = new ArrayList<>();
        private final boolean tty;
        private volatile boolean closed;

        Past(List<Source> tasks, LogQuery query) {
            tty = tasks.stream().anyMatch(Source::tty);
            for (Source source : tasks) {
                try {
                    heads.add(new Head(source, tail(source.read(query, false), query), query));
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "task " + source.task().id() + " has no log (any more)", e);
                }
            }
        }

        @Override
        public boolean tty() {
            return tty;
        }

        @Override
        public Optional<Line> next() throws IOException {
            while (!closed) {
                Optional<Head> eldest = Optional.empty();
                for (Head head : List.copyOf(heads)) {
                    if (head.peek().isEmpty()) {
                        head.reader.close();
                        heads.remove(head);
                    } else if (eldest.isEmpty()
                            || head.time().isBefore(eldest.get().time())) {
                        eldest = Optional.of(head);
                    }
                }
                return eldest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(eldest.get().take());
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
            heads.forEach(h -> h.reader.close());
        }
    }

    /** A task's log with its next line. */
    private static final class Head {
        private final Source source;
        private final LogReader reader;
        private final LogQuery query;
        private Optional<LogLine> line = Optional.empty();

        Head(Source source, LogReader reader, LogQuery query) {
            this.source = source;
            this.reader = reader;
            this.query = query;
        }

        Optional<LogLine> peek() throws IOException {
            boolean more = line.isEmpty();
            while (more) {
                line = reader.next();
                more = line.isPresent() && !wanted(query, line.get());
            }
            return line;
        }

        Instant time() {
            return line.orElseThrow().time();
        }

        Line take() {
            Line taken = new Line(line.orElseThrow(), source.labels());
            line = Optional.empty();
            return taken;
        }
    }

    /** No more than the last lines of a log. */
    private static LogReader tail(LogReader reader, LogQuery query) throws IOException {
        OptionalInt tail = query.tail();
        if (tail.isEmpty()) {
            return reader;
        }
        Deque<LogLine> last = new ArrayDeque<>();
        try (reader) {
            for (Optional<LogLine> l = reader.next(); l.isPresent(); l = reader.next()) {
                last.addLast(l.get());
                if (last.size() > tail.getAsInt()) {
                    last.removeFirst();
                }
            }
        }
        return LogReader.of(List.copyOf(last));
    }

    /** What is printed from now on too, by tasks that come later as well; its client ends it. */
    private final class Followed implements ServiceLog {
        private final String serviceId;
        private final Predicate<Task> chosen;
        private final LogQuery query;
        private final boolean tty;
        private final BlockingQueue<Optional<Line>> queue = new ArrayBlockingQueue<>(QUEUE);
        private final Set<String> begun = new HashSet<>();
        private final Set<LogReader> readers = java.util.concurrent.ConcurrentHashMap.newKeySet();
        private final Subscription subscription;
        private volatile boolean closed;

        Followed(String serviceId, Predicate<Task> chosen, LogQuery query) {
            this.serviceId = serviceId;
            this.chosen = chosen;
            this.query = query;
            tty = store.find(serviceId)
                    .map(s -> s.record().spec().task().container().process().tty())
                    .orElse(false);
            // first those whose log has a past, of which the last lines may be all that is asked for
            take(true);
            subscription = store.subscribe(id -> {
                if (id.equals(serviceId)) {
                    take(false);
                }
            });
            take(false);
        }

        private void take(boolean first) {
            if (store.find(serviceId).isEmpty()) {
                boolean told = queue.offer(Optional.empty()); // a full queue ends by its readers
                LOG.log(Level.DEBUG, "service {0} has gone: {1}", serviceId, told);
                return;
            }
            for (Source source : first ? sources.all(serviceId, chosen) : sources.ofPods(serviceId, chosen)) {
                boolean started = source.task().status().state().compareTo(TaskState.RUNNING) >= 0
                        || source.task().status().state() == TaskState.STARTING;
                synchronized (begun) {
                    if (closed || !started || !begun.add(source.task().id())) {
                        continue;
                    }
                }
                Thread.ofVirtual().name("service-log").start(() -> pump(source, first));
            }
        }

        private void pump(Source source, boolean first) {
            try {
                boolean tailed = first && query.tail().isPresent();
                Instant told = tailed ? tellLast(source) : Instant.MIN;
                if (!tailed || !source.previous()) {
                    follow(source, told, tailed);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the log of task " + source.task().id() + " cannot be followed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Tells the last lines of what was printed so far: nodes are free to send more than are asked for. */
        private Instant tellLast(Source source) throws IOException, InterruptedException {
            Instant newest = Instant.MIN;
            try (LogReader reader = tail(source.read(query, false), query)) {
                for (Optional<LogLine> l = reader.next(); l.isPresent(); l = reader.next()) {
                    newest = l.get().time();
                    tell(source, l.get());
                }
            }
            return newest;
        }

        /**
         * Tells what comes later.
         *
         * @param told up to when lines were told already
         */
        private void follow(Source source, Instant told, boolean tailed) throws IOException, InterruptedException {
            boolean some = told.isAfter(Instant.MIN);
            OptionalInt none = tailed && query.tail().getAsInt() == 0 ? OptionalInt.of(0) : OptionalInt.empty();
            LogQuery rest = new LogQuery(
                    query.stdout(),
                    query.stderr(),
                    true,
                    some ? Optional.of(told) : query.since(),
                    query.until(),
                    none);
            try (LogReader reader = source.read(rest, !source.previous())) {
                readers.add(reader);
                for (Optional<LogLine> l = closed ? Optional.empty() : reader.next();
                        l.isPresent();
                        l = reader.next()) {
                    if (l.get().time().isAfter(told)) {
                        tell(source, l.get());
                    }
                }
                readers.remove(reader);
            }
        }

        private void tell(Source source, LogLine line) throws InterruptedException {
            if (wanted(query, line)) {
                queue.put(Optional.of(new Line(line, source.labels())));
            }
        }

        @Override
        public boolean tty() {
            return tty;
        }

        @Override
        public Optional<Line> next() {
            if (closed) {
                return Optional.empty();
            }
            try {
                return queue.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            synchronized (begun) {
                closed = true;
            }
            subscription.close();
            readers.forEach(LogReader::close);
            queue.clear(); // whoever waits to put a line goes on, and ends
            boolean told = queue.offer(Optional.empty());
            assert told || !queue.isEmpty();
        }
    }
}
