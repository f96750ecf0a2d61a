package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a client that attaches to a process feeds, or whose terminal it has; made once that process is there. */
final class AttachedProcess implements AutoCloseable {
    private final PodProcesses processes;
    private final CompletableFuture<ProcessSession> process = new CompletableFuture<>();
    private volatile Optional<TerminalSize> size = Optional.empty();

    AttachedProcess(PodProcesses processes) {
        this.processes = processes;
    }

    /** Connects with the input of a process whose output comes by another way. */
    void connectInput(PodObservation pod) {
        Optional<ProcessSession> attached = attached(pod, new Streams(true, false, false, false));
        attached.ifPresent(this::feed);
    }

    /** Takes the connection with the input of a process whose output comes by another way. */
    void feed(ProcessSession input) {
        if (!process.complete(input)) {
            input.close();
            return;
        }
        // its end says nothing: the output tells when the process is over
        Thread.ofVirtual().name("attach-stdin").start(() -> {
            try {
                input.pump((stream, buffer, offset, length) -> {});
            } catch (IOException e) {
                input.close();
            }
        });
    }

    /**
     * Connects with the terminal of a process, where that has not been done before.
     *
     * @param input whether it is fed
     */
    void connectTerminal(PodObservation pod, boolean input) {
        if (process.isDone()) {
            return;
        }
        attached(pod, new Streams(input, true, false, true)).ifPresent(this::connect);
    }

    /** Takes the connection with the terminal of a process. */
    void connect(ProcessSession terminal) {
        if (process.complete(terminal)) {
            size.ifPresent(known -> resizeQuietly(terminal, known));
        } else {
            terminal.close();
        }
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

    private static void resizeQuietly(ProcessSession session, TerminalSize size) {
        try {
            session.resize(size);
        } catch (IOException e) {
            // the process has ended: its terminal needs no size
            session.close();
        }
    }

    /** Returns the connection; nothing where there is none, or none yet. */
    Optional<ProcessSession> session() {
        return process.isDone() && !process.isCompletedExceptionally() ? Optional.of(process.join()) : Optional.empty();
    }

    /**
     * Waits for the connection.
     *
     * @throws IOException where there will be none
     */
    ProcessSession await() throws IOException {
        try {
            return process.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (CancellationException | ExecutionException e) {
            throw new IOException("the process takes no input", e);
        }
    }

    /** Changes the size of the terminal, now or once there is one. */
    void resize(TerminalSize newSize) throws IOException {
        size = Optional.of(newSize);
        Optional<ProcessSession> session = session();
        if (session.isPresent()) {
            session.get().resize(newSize);
        }
    }

    /** Says that there will be no connection any more, if there is none: its input must not block the writer. */
    void giveUp() {
        process.cancel(false);
    }

    @Override
    public void close() {
        giveUp();
        session().ifPresent(ProcessSession::close);
    }
}
