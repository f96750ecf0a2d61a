package io.d2k.domain.engine;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
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
        this.pending = watch.register(id, now -> podToAttach(now, old));
    }

    /** The pod to attach to; none where there will not be one. */
    private record Target(Optional<PodObservation> pod) {
        private static final Target NONE = new Target(Optional.empty());

        private static Target of(PodObservation pod) {
            return new Target(Optional.of(pod));
        }
    }

    private static Optional<Target> podToAttach(Optional<ObservedContainer> now, Set<String> old) {
        if (now.isEmpty()) {
            return Optional.of(Target.NONE);
        }
        Optional<PodObservation> pod = now.get().pods().stream()
                .filter(p -> !old.contains(p.uid()) && !p.going())
                .findFirst();
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
        ProcessSession input = processes.attach(pod, new Streams(true, false, false, false));
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

    private void copyLog(PodObservation pod, boolean follow, OutputSink sink) throws IOException {
        if (!request.stdout() && !request.stderr()) {
            return;
        }
        OptionalInt tail = fromStart ? OptionalInt.empty() : OptionalInt.of(0);
        try (LogReader opened =
                TerminalLines.of(logs.open(pod, new PodLogs.Request(follow, Optional.empty(), tail, false)), tty)) {
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
        try (ProcessSession session = processes.attach(pod, new Streams(request.stdin(), true, false, true))) {
            if (!process.complete(session)) {
                return;
            }
            size.ifPresent(s -> resizeQuietly(session, s));
            if (fromStart) {
                session.pump(new EarlyOutput(logs, pod).before(sink));
            } else {
                session.pump(sink);
            }
        }
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
