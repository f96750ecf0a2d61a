package io.d2k.k8s.stream;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.StatusException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Logs, from the best source that the cluster has:
 *
 * <ol>
 *   <li>the node's log files, through the API server ({@code get} on {@code nodes/proxy}): also what was rotated;
 *   <li>the log API asked for each stream by itself (feature PodLogsQuerySplitStreams, Kubernetes 1.32 and newer);
 *   <li>the log API, which merges the streams: all is then taken for standard output.
 * </ol>
 */
public final class KubernetesPodLogs implements PodLogs {
    private static final int ATTEMPTS = 3;

    private final PodApi api;
    private final LogSources sources;

    /** Makes the port on a cluster's connection. */
    public KubernetesPodLogs(KubernetesClients clients) {
        this.api = new PodApi(clients);
        this.sources = new LogSources(api);
    }

    /**
     * {@inheritDoc}
     *
     * @throws LogNotReadyException when the container has not started yet
     * @throws LogUnreadableException when there is no such log (any more)
     */
    @Override
    public LogReader open(PodObservation pod, Request request) throws IOException {
        if (pod.node().isEmpty()) {
            throw new LogNotReadyException("pod " + pod.name() + " has no node yet");
        }
        int restart = pod.restartCount() - (request.previous() ? 1 : 0);
        if (restart < 0) {
            throw new LogUnreadableException("pod " + pod.name() + " has no earlier log");
        }
        boolean follow = request.follow() && !request.previous() && !(pod.process() instanceof ProcessState.Ended);
        if (!follow && request.tail().isPresent() && request.tail().getAsInt() == 0) {
            return new NoLog();
        }
        var instance = new Instance(pod.name(), pod.uid(), pod.node(), restart, !request.previous());
        // While a container waits to be restarted, the API takes its last process for the present one, and the one
        // before cannot be asked for.
        boolean reachable = !request.previous() || !(pod.process() instanceof ProcessState.Waiting);
        try {
            Files files = files(instance, request, follow, ATTEMPTS);
            if (files.reader().isPresent()) {
                return files.reader().get();
            }
            if (reachable && sources.splits(instance)) {
                return split(instance, request, follow);
            }
            if (!reachable || (request.previous() && files.known())) {
                throw new LogUnreadableException("the earlier log of pod " + pod.name() + " is not kept any more");
            }
            return merged(instance, request, follow);
        } catch (StatusException e) {
            if (Patience.notReady(e)) {
                var notReady = new LogNotReadyException(e.getMessage());
                notReady.initCause(e);
                throw notReady;
            }
            throw e;
        }
    }

    @Override
    public LogReader lasting(PodObservation pod) {
        var all = new Request(true, Optional.empty(), OptionalInt.empty(), false);
        return new LastingLogReader("the log of pod " + pod.name(), () -> open(pod, all));
    }

    private LogReader split(Instance instance, Request request, boolean follow) throws IOException {
        Optional<Instant> since = request.since();
        Optional<Instant> after = Optional.empty();
        if (request.tail().isPresent()) {
            // A single stream cannot be asked for its last lines, but the time of the last lines of both is known.
            int tail = request.tail().getAsInt();
            var ask = new ApiLogReader.Ask("", since, Optional.empty(), OptionalInt.of(Math.max(1, tail)));
            try (LogReader last = new ApiLogReader(api, instance, ask, false).begin()) {
                Optional<Instant> time = last.next().map(LogLine::time);
                since = time.or(request::since);
                after = tail == 0 ? time : Optional.empty();
            }
        }
        var out = new ApiLogReader(api, instance, ask("Stdout", since, after), false).begin();
        try {
            var err = new ApiLogReader(api, instance, ask("Stderr", since, after), false).begin();
            return new SplitLogReader(out, err, follow, () -> sources.splitsNot(instance.node()));
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /**
     * What a node's log files have of an instance.
     *
     * @param known whether the node shows the files of this pod, so that what is not among them is not kept
     */
    private record Files(Optional<LogReader> reader, boolean known) {
        /** Nobody can tell: a node may serve no files, or keep those of pods elsewhere (podLogsDir). */
        static final Files UNKNOWN = new Files(Optional.empty(), false);
        /** No longer there. */
        static final Files GONE = new Files(Optional.empty(), true);
    }

    private Files files(Instance instance, Request request, boolean follow, int attempts) throws IOException {
        if (!sources.files(instance.node())) {
            return Files.UNKNOWN;
        }
        var slot = new CallSlot();
        var files = new NodeLogFiles(api, slot, instance);
        try {
            Optional<LogFileNames> names = files.settled();
            if (names.isEmpty()) {
                return Files.GONE;
            }
            LogStart start = LogStart.find(files, names.get(), request);
            Optional<WakeUps> wakeUps = follow ? Optional.of(WakeUps.start(api, instance)) : Optional.empty();
            var reader = new NodeLogReader(files, slot, start, wakeUps);
            boolean begun = false;
            try {
                begun = reader.begin();
            } finally {
                if (!begun) {
                    reader.close();
                }
            }
            if (!begun) {
                sources.filesRefused(instance.node(), "they have another format");
            }
            return begun ? new Files(Optional.of(new JoinedLines(reader)), true) : Files.UNKNOWN;
        } catch (StatusException e) {
            // What is not found may just not be there yet: the log API knows.
            if (!e.transitory() && (e.code() != 404 || !served(instance.node()))) {
                sources.filesRefused(instance.node(), e.getMessage());
            }
            return Files.UNKNOWN;
        } catch (EOFException e) {
            // Rotated between two requests.
            return attempts > 1 ? files(instance, request, follow, attempts - 1) : Files.GONE;
        }
    }

    private boolean served(String node) throws IOException {
        try (CallSlot slot = new CallSlot()) {
            slot.executeInPassing(api.unary(NodeLogFiles.root(node), List.of())).close();
            return true;
        } catch (StatusException e) {
            return e.transitory();
        }
    }

    private LogReader merged(Instance instance, Request request, boolean follow) throws IOException {
        Optional<Instant> after = Optional.empty();
        if (request.tail().isPresent() && request.tail().getAsInt() == 0) {
            var last = new ApiLogReader.Ask("", Optional.empty(), Optional.empty(), OptionalInt.of(1));
            try (LogReader reader = new ApiLogReader(api, instance, last, false).begin()) {
                after = reader.next().map(LogLine::time);
            }
        }
        OptionalInt tail = after.isPresent() ? OptionalInt.empty() : request.tail();
        var ask = new ApiLogReader.Ask("", request.since(), after, tail);
        return new ApiLogReader(api, instance, ask, follow).begin();
    }

    private static ApiLogReader.Ask ask(String stream, Optional<Instant> since, Optional<Instant> after) {
        return new ApiLogReader.Ask(stream, since, after, OptionalInt.empty());
    }

    /** A log of which nothing is wanted. */
    private static final class NoLog implements LogReader {
        @Override
        public Optional<LogLine> next() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    }
}
