package io.d2k.domain.engine;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A client attached to a container's main process. Output comes from the log, which is complete and tells the streams
 * apart; input goes through an attachment of its own. A terminal is attached both ways, with what it printed before the
 * attachment taken from the log: a log shows a line only once it is complete, which would hide prompts.
 */
final class AttachSession implements ProcessSession {
    private final PodLogs logs;
    private final PodProcesses processes;
    private final AttachRequest request;
    private final boolean tty;
    private final boolean fromStart;
    private final ContainerWatch.Pending<Target> pending;
    private final AttachedReaders.Lease lease;
    private final CompletableFuture<ProcessSession> process = new CompletableFuture<>();
    private volatile Optional<LogReader> reader = Optional.empty();
    private volatile Optional<TerminalSize> size = Optional.empty();
    private volatile boolean closed;

    /**
     * Attaches: to the run that goes on, or to the next one.
     *
     * @param running whether the container runs
     */
    AttachSession(
            PodLogs logs,
            PodProcesses processes,
            ContainerWatch watch,
            AttachedReaders readers,
            ObservedContainer container,
            boolean running,
            AttachRequest request) {
        this.logs = logs;
        this.processes = processes;
        this.request = request;
        this.tty = container.record().spec().process().tty();
        this.fromStart = !running || request.logs();
        String id = container.record().id();
        Set<String> old = running
                ? Set.of()
                : container.pods().stream().map(PodObservation::uid).collect(Collectors.toSet());
        this.lease = readers.enter(id);
        this.pending = watch.register(id, now -> begun(podToAttach(now, old)));
        if (running) {
            try {
                beginNow(container);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    /** Whatever a running process prints once the client has been told that it is attached must reach it. */
    private void beginNow(ObservedContainer container) {
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty() || !(pod.get().process() instanceof ProcessState.Running)) {
            return;
        }
        if (tty) {
            connectTerminal(pod.get());
        } else if (request.stdout() || request.stderr()) {
            try {
                reader = Optional.of(openLog(pod.get(), true));
            } catch (IOException e) {
                reader = Optional.empty(); // it is opened, or fails for good, when the output is pumped
            }
        }
    }

    /** The pod to attach to; none where there will not be one. */
    private record Target(Optional<PodObservation> pod) {
        private static final Target NONE = new Target(Optional.empty());

        private static Target of(PodObservation pod) {
            return new Target(Optional.of(pod));
        }
    }

    private Optional<Target> begun(Optional<Target> target) {
        target.flatMap(Target::pod).ifPresent(pod -> lease.begin());
        return target;
    }

    private static Optional<Target> podToAttach(Optional<ObservedContainer> now, Set<String> old) {
        if (now.isEmpty()) {
            return Optional.of(Target.NONE);
        }
        List<PodObservation> candidates = now.get().pods().stream()
                .filter(p -> !old.contains(p.uid()) && !p.going())
                .toList();
        Optional<PodObservation> pod = new ObservedContainer(now.get().record(), candidates).pod();
        boolean failedToStart = pod.flatMap(StartFailure::of).isPresent();
        if (failedToStart) {
            return Optional.of(Target.NONE);
        }
        return pod.filter(p -> !(p.process() instanceof ProcessState.Waiting)).map(Target::of);
    }

    @Override
    public boolean tty() {
        return tty;
    }

    /** Returns whether the client has left. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            Optional<PodObservation> pod = awaitPod();
            if (pod.isEmpty() || closed) {
                return;
            }
            boolean ended = pod.get().process() instanceof ProcessState.Ended;
            if (ended) {
                copyLog(pod.get(), false, sink);
            } else if (tty) {
                terminal(pod.get(), sink);
            } else {
                if (request.stdin()) {
                    connectInput(pod.get());
                }
                copyLog(pod.get(), true, sink);
            }
        } finally {
            // input that nobody will take any more must not block its writer
            process.cancel(false);
            lease.close();
        }
    }

    private Optional<PodObservation> awaitPod() {
        try {
            return pending.future().get().pod();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (CancellationException | ExecutionException e) {
            return Optional.empty();
        } finally {
            pending.close();
        }
    }

    private void connectInput(PodObservation pod) {
        Optional<ProcessSession> attached = attached(pod, new Streams(true, false, false, false));
        if (attached.isEmpty()) {
            return;
        }
        ProcessSession input = attached.get();
        if (!process.complete(input)) {
            input.close();
            return;
        }
        // its end says nothing: the log tells when the process is over
        Thread.ofVirtual().name("attach-stdin").start(() -> {
            try {
                input.pump((stream, buffer, offset, length) -> {});
            } catch (IOException e) {
                input.close();
            }
        });
    }

    /** Returns the attachment; nothing where the process has ended meanwhile, which leaves its log. */
    private Optional<ProcessSession> attached(PodObservation pod, Streams streams) {
        try {
            return Optional.of(processes.attach(pod, streams));
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private LogReader openLog(PodObservation pod, boolean follow) throws IOException {
        OptionalInt tail = fromStart ? OptionalInt.empty() : OptionalInt.of(0);
        return TerminalLines.of(logs.open(pod, new PodLogs.Request(follow, Optional.empty(), tail, false)), tty);
    }

    private void copyLog(PodObservation pod, boolean follow, OutputSink sink) throws IOException {
        // with neither stream wanted the log still tells when the process is over, up to when input is taken
        if (!request.stdout() && !request.stderr() && !request.stdin()) {
            return;
        }
        try (LogReader opened = reader.isPresent() ? reader.get() : openLog(pod, follow)) {
            reader = Optional.of(opened);
            if (closed) {
                return;
            }
            for (Optional<LogLine> line = opened.next(); line.isPresent(); line = opened.next()) {
                boolean wanted = line.get().stream() == StdStream.STDERR ? request.stderr() : request.stdout();
                if (wanted) {
                    byte[] bytes = line.get().bytes();
                    sink.write(line.get().stream(), bytes, 0, bytes.length);
                }
            }
        }
    }

    private void terminal(PodObservation pod, OutputSink sink) throws IOException {
        connectTerminal(pod);
        if (!process.isDone() || process.isCompletedExceptionally()) {
            copyLog(pod, true, sink);
            return;
        }
        try (ProcessSession session = process.join()) {
            if (!fromStart) {
                session.pump(sink);
                return;
            }
            EarlyOutput output = new EarlyOutput(logs, pod, sink);
            session.pump(output);
            output.end();
        }
    }

    private void connectTerminal(PodObservation pod) {
        if (process.isDone()) {
            return;
        }
        Optional<ProcessSession> session = attached(pod, new Streams(request.stdin(), true, false, true));
        if (session.isPresent() && !process.complete(session.get())) {
            session.get().close();
        }
        session.ifPresent(s -> size.ifPresent(known -> resizeQuietly(s, known)));
    }

    private static void resizeQuietly(ProcessSession session, TerminalSize size) {
        try {
            session.resize(size);
        } catch (IOException e) {
            // the process has ended: its terminal needs no size
            session.close();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (request.stdin()) {
            connected().write(buffer, offset, length);
        }
    }

    @Override
    public void closeInput() throws IOException {
        if (request.stdin()) {
            connected().closeInput();
        }
    }

    private ProcessSession connected() throws IOException {
        try {
            return process.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (CancellationException | ExecutionException e) {
            throw new IOException("the process takes no input", e);
        }
    }

    @Override
    public void resize(TerminalSize newSize) throws IOException {
        size = Optional.of(newSize);
        if (process.isDone() && !process.isCompletedExceptionally()) {
            process.join().resize(newSize);
        }
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        closed = true;
        pending.future().complete(Target.NONE);
        pending.close();
        reader.ifPresent(LogReader::close);
        if (!process.cancel(false) && !process.isCompletedExceptionally()) {
            process.join().close();
        }
        lease.close();
    }
}
