package io.d2k.domain.engine;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
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
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A client attached to a container's main process. Output comes from an attachment that stood before the process began,
 * where there is one ({@link OutputGate}), otherwise from the log, which is complete and tells the streams apart; input goes
 * through an attachment of its own. A terminal is attached both ways, without such a one with what it printed before taken
 * from the log: a log shows a line only once it is complete, which would hide prompts.
 */
final class AttachSession implements ProcessSession {
    private final PodLogs logs;
    private final AttachRequest request;
    private final boolean tty;
    private final boolean input;
    private final boolean fromStart;
    private final boolean begunBefore;
    /** UIDs of the pods of other runs. */
    private final Set<String> old;

    private final ContainerWatch.Pending<AttachTarget> pending;
    private final AttachedReaders.Lease lease;
    private final AttachedProcess process;
    private volatile Optional<LogReader> reader = Optional.empty();
    private volatile boolean claimed;
    private volatile boolean closed;
    private volatile boolean clientLeft;

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
        this.process = new AttachedProcess(processes);
        this.request = request;
        this.tty = container.record().spec().process().tty();
        // as in Docker, what has no input takes none from anybody
        this.input = request.stdin() && container.record().spec().process().openStdin();
        this.begunBefore = running;
        this.fromStart = !running || request.logs();
        String id = container.record().id();
        this.old = running
                ? Set.of()
                : container.pods().stream().map(PodObservation::uid).collect(Collectors.toSet());
        this.lease = readers.enter(id);
        this.pending = watch.register(id, this::find);
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
            process.connectTerminal(pod.get(), input);
        } else if (request.stdout() || request.stderr()) {
            try {
                reader = Optional.of(openLog(pod.get(), true));
            } catch (IOException e) {
                reader = Optional.empty(); // it is opened, or fails for good, when the output is pumped
            }
        }
    }

    private Optional<AttachTarget> find(Optional<ObservedContainer> now) {
        if (claimed && now.isPresent()) {
            return Optional.empty(); // it is told of its run
        }
        Optional<AttachTarget> target = AttachTarget.find(now, old);
        target.flatMap(AttachTarget::pod).ifPresent(pod -> lease.begin());
        return target;
    }

    /**
     * Lets somebody else find its run: it gets all output of that by {@link #take} then.
     *
     * @return false where it does not wait for one, or wants no output
     */
    synchronized boolean claim() {
        boolean waits = !begunBefore && (request.stdout() || request.stderr());
        if (!waits || claimed || closed || pending.future().isDone()) {
            return false;
        }
        claimed = true;
        return true;
    }

    /** Lets it find its run by itself again, from this state of the container on. */
    void free(Optional<ObservedContainer> now) {
        claimed = false;
        if (!pending.future().isDone()) {
            find(now).ifPresent(pending.future()::complete);
        }
    }

    /** Takes its run, and the output of that; returns false where it does not want it any more. */
    boolean take(PodObservation pod, HeldOutput output) {
        boolean taken = pending.future().complete(new AttachTarget(Optional.of(pod), Optional.of(output)));
        if (taken) {
            lease.begin();
        }
        return taken;
    }

    /** Returns whether it feeds the process. */
    boolean feeds() {
        return input;
    }

    /** Takes the input of its run. */
    void feed(ProcessSession connection) {
        process.feed(connection);
    }

    /** Takes the connection with the terminal of its run, whose output comes from {@link #take}. */
    void connect(ProcessSession terminal) {
        process.connect(terminal);
    }

    @Override
    public boolean tty() {
        return tty;
    }

    /** Returns whether the client has left. */
    boolean isClosed() {
        return closed;
    }

    /**
     * {@inheritDoc}
     *
     * @throws EngineException where output is missing: a stream that ends looks like one that is whole
     */
    @Override
    public void pump(OutputSink all) throws IOException {
        try {
            carry(wanted(all));
        } catch (IOException e) {
            if (closed || clientLeft) {
                throw e;
            }
            throw new EngineException(ErrorKind.INTERNAL, "the output breaks off: " + e.getMessage(), e);
        } finally {
            // input that nobody will take any more must not block its writer
            process.giveUp();
            lease.close();
        }
    }

    private void carry(OutputSink sink) throws IOException {
        if (!request.stdout() && !request.stderr() && !input) {
            return; // there is nothing to wait for
        }
        AttachTarget target = awaitTarget();
        Optional<PodObservation> pod = target.pod();
        if (target.output().isPresent()) {
            deliver(target.output().get(), sink);
            return;
        }
        if (pod.isEmpty() || closed) {
            return;
        }
        boolean ended = pod.get().process() instanceof ProcessState.Ended;
        if (ended) {
            copyLog(pod.get(), false, sink);
        } else if (tty) {
            terminal(pod.get(), sink);
        } else {
            if (input) {
                process.connectInput(pod.get());
            }
            copyLog(pod.get(), true, sink);
        }
    }

    private void deliver(HeldOutput output, OutputSink sink) throws IOException {
        try (output) {
            output.deliver(sink);
        }
    }

    /** Returns what takes the streams that the client wants. */
    private OutputSink wanted(OutputSink sink) {
        return (stream, buffer, offset, length) -> {
            if (stream == StdStream.STDERR ? request.stderr() : request.stdout()) {
                try {
                    sink.write(stream, buffer, offset, length);
                } catch (IOException e) {
                    clientLeft = true;
                    throw e;
                }
            }
        };
    }

    private AttachTarget awaitTarget() {
        try {
            return pending.future().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AttachTarget.NONE;
        } catch (CancellationException | ExecutionException e) {
            return AttachTarget.NONE;
        } finally {
            pending.close();
        }
    }

    private LogReader openLog(PodObservation pod, boolean follow) throws IOException {
        OptionalInt tail = fromStart ? OptionalInt.empty() : OptionalInt.of(0);
        return TerminalLines.of(logs.open(pod, new PodLogs.Request(follow, Optional.empty(), tail, false)), tty);
    }

    private void copyLog(PodObservation pod, boolean follow, OutputSink sink) throws IOException {
        // with neither stream wanted the log still tells when the process is over, up to when input is taken
        try (LogReader opened = reader.isPresent() ? reader.get() : openLog(pod, follow)) {
            reader = Optional.of(opened);
            if (closed) {
                return;
            }
            for (Optional<LogLine> line = opened.next(); line.isPresent(); line = opened.next()) {
                byte[] bytes = line.get().bytes();
                sink.write(line.get().stream(), bytes, 0, bytes.length);
            }
        }
    }

    private void terminal(PodObservation pod, OutputSink sink) throws IOException {
        try {
            process.connectTerminal(pod, input);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.FORBIDDEN || input) {
                throw e;
            }
            // who feeds nothing has all that the log tells
        }
        Optional<ProcessSession> terminal = process.session();
        if (terminal.isEmpty()) {
            copyLog(pod, true, sink);
            return;
        }
        try (ProcessSession session = terminal.get()) {
            if (!fromStart) {
                session.pump(sink);
                return;
            }
            EarlyOutput output = new EarlyOutput(logs, pod, sink);
            session.pump(output);
            output.end();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (input) {
            process.await().write(buffer, offset, length);
        }
    }

    @Override
    public void closeInput() throws IOException {
        if (input) {
            process.await().closeInput();
        }
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        process.resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        closed = true;
        pending.future().complete(AttachTarget.NONE);
        pending.future().getNow(AttachTarget.NONE).output().ifPresent(HeldOutput::close);
        pending.close();
        reader.ifPresent(LogReader::close);
        process.close();
        lease.close();
    }
}
