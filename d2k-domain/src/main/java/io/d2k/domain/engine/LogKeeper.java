package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.PodLogs;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Keeps the tail of a run's log before its pod goes away. */
final class LogKeeper {
    private static final Logger LOG = System.getLogger(LogKeeper.class.getName());
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_LINES = 10_000;

    private static final Duration LOG_END = Duration.ofSeconds(5);
    private static final Duration WRITING = Duration.ofSeconds(2);

    private final PodLogs logs;
    private final LogArchive archive;
    private final Duration patience;
    private final Map<String, Following> keeping = new ConcurrentHashMap<>();

    LogKeeper(PodLogs logs, LogArchive archive) {
        this(logs, archive, LOG_END);
    }

    /**
     * Makes a keeper.
     *
     * @param patience how long the log of a process that has ended may take to end as well
     */
    LogKeeper(PodLogs logs, LogArchive archive, Duration patience) {
        this.logs = logs;
        this.archive = archive;
        this.patience = patience;
    }

    /** Keeps what a finished run printed. */
    void keep(ContainerRecord record, PodObservation pod) {
        archive(
                record,
                source(pod, pod.restartCount()),
                read(pod, new PodLogs.Request(false, Optional.empty(), OptionalInt.of(MAX_LINES), false)));
    }

    /** Keeps what the instance printed that ended last, which the kubelet may have begun once more. */
    void keepEnded(ContainerRecord record, PodObservation pod) {
        if (pod.process() instanceof ProcessState.Running) {
            keepPrevious(record, pod);
        } else {
            keep(record, pod);
        }
    }

    /** Keeps what the instance before the last restart in place printed. */
    void keepPrevious(ContainerRecord record, PodObservation pod) {
        archive(
                record,
                source(pod, pod.restartCount() - 1),
                read(pod, new PodLogs.Request(false, Optional.empty(), OptionalInt.of(MAX_LINES), true)));
    }

    /**
     * Waits until what ended a moment ago is kept, within a bound, so that no part of a log is missed.
     *
     * @param running whether the container runs: then a run that is about to be ended is waited for by nobody
     */
    void awaitKept(String containerId, boolean running) {
        Following pending = keeping.get(containerId);
        if (pending != null && (pending.ended || !running)) {
            pending.kept
                    .copy()
                    .completeOnTimeout(null, patience.plus(WRITING).toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    /**
     * Starts to follow a run that is about to be ended together with its pod.
     *
     * @return to be closed, with a bound, once the process has ended
     */
    Following follow(ContainerRecord record, PodObservation pod) {
        return new Following(record, pod);
    }

    private static String source(PodObservation pod, int instance) {
        return pod.uid() + "/" + instance;
    }

    private void archive(ContainerRecord record, String source, List<LogLine> lines) {
        try {
            if (!lines.isEmpty()) {
                archive.append(record, source, lines);
            }
        } catch (RuntimeException e) {
            boolean gone = e instanceof EngineException ee && ee.kind() == ErrorKind.NOT_FOUND;
            LOG.log(
                    gone ? Level.DEBUG : Level.WARNING,
                    "the log of container " + record.id() + " could not be kept",
                    e);
        }
    }

    private List<LogLine> read(PodObservation pod, PodLogs.Request request) {
        Tail tail = new Tail();
        try (LogReader reader = logs.open(pod, request)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                tail.add(line.get());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the log of pod " + pod.name() + " could not be read", e);
        }
        return tail.lines();
    }

    /** A log that is being followed to its end. */
    final class Following implements AutoCloseable {
        private final ContainerRecord record;
        private final PodObservation pod;
        private final Tail tail = new Tail();
        private final CompletableFuture<LogReader> opened = new CompletableFuture<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final CompletableFuture<Void> kept = new CompletableFuture<>();
        private volatile boolean ended;
        private volatile boolean closed;

        private Following(ContainerRecord record, PodObservation pod) {
            this.record = record;
            this.pod = pod;
            // from now on: whoever sees the end may look for the log before anybody tells that it has come
            keeping.put(record.id(), this);
            Thread.ofVirtual().name("log-keeper").start(this::run);
        }

        private void run() {
            try (LogReader reader =
                    logs.open(pod, new PodLogs.Request(true, Optional.empty(), OptionalInt.of(MAX_LINES), false))) {
                opened.complete(reader);
                // closed while it was being opened: nobody has closed the reader
                Optional<LogLine> line = closed ? Optional.empty() : reader.next();
                while (line.isPresent()) {
                    tail.add(line.get());
                    line = reader.next();
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "the log of pod " + pod.name() + " could not be followed", e);
            } finally {
                opened.cancel(false);
                done.complete(null);
            }
        }

        /** Waits until the log has been opened, so that nothing is missed by what happens next. */
        void awaitOpen(Duration limit) {
            opened.handle((r, e) -> Boolean.TRUE)
                    .completeOnTimeout(Boolean.FALSE, limit.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }

        /** Keeps the log once it ends, which is when the kubelet has cleaned up, within a bound; returns at once. */
        void finishLater() {
            ended = true;
            Thread.ofVirtual().name("log-keeper-end").start(() -> {
                try {
                    done.copy()
                            .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                    release();
                    archive(record, source(pod, pod.restartCount()), tail.lines());
                } finally {
                    settle();
                }
            });
        }

        /** Keeps nothing. */
        @Override
        public void close() {
            release();
            settle();
        }

        private void settle() {
            kept.complete(null);
            keeping.remove(record.id(), this);
        }

        private void release() {
            closed = true;
            if (opened.isDone() && !opened.isCompletedExceptionally()) {
                opened.join().close();
            }
        }
    }

    /** The last lines, within a bound of bytes. */
    private static final class Tail {
        private final Deque<LogLine> lines = new ArrayDeque<>();
        private long bytes;

        synchronized void add(LogLine line) {
            lines.addLast(line);
            bytes += line.bytes().length;
            while (bytes > MAX_BYTES && lines.size() > 1) {
                bytes -= lines.removeFirst().bytes().length;
            }
        }

        synchronized List<LogLine> lines() {
            return new ArrayList<>(lines);
        }
    }
}
