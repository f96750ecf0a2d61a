package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A process that may end without having read its input, however much that is, or close its output while it reads
 * ({@link InputGuardRule} says why that takes a guard). What every pipe holds goes without; before more is written, a guard
 * has to be there. Where none is to be had, as in an image without a shell, everything is as it would be without.
 */
final class GuardedSession extends ForwardingSession {
    private static final Logger LOG = System.getLogger(GuardedSession.class.getName());

    /** Bytes that Linux's pipes of 16 pages hold in writes of any size, as {@code pipe(7)} has their capacity. */
    static final int UNGUARDED = 32 * 1024;

    private static final int PATIENCE_SECONDS = 5;
    private static final byte[] GO = {'\n'};

    private final Supplier<ProcessSession> guards;
    private final boolean waits;
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Complete when the guard holds the process's streams, and when it never will. */
    private final CompletableFuture<Void> decided = new CompletableFuture<>();
    /** Complete when the process takes the client's input. */
    private final CompletableFuture<Void> ready;

    /** The exit code of the guard, nothing where it was not told. */
    private final CompletableFuture<OptionalInt> guardEnd = new CompletableFuture<>();

    private volatile Optional<ProcessSession> guard = Optional.empty();
    private volatile OptionalInt killed = OptionalInt.empty();
    private volatile boolean held;
    private volatile boolean unread;
    private volatile boolean over;
    private long written;

    /**
     * Makes one.
     *
     * @param guards begins a guard; is asked once at most
     * @param waits whether the process waits for a line of input, which is sent when the guard is there
     */
    GuardedSession(ProcessSession process, Supplier<ProcessSession> guards, boolean waits) {
        super(process);
        this.guards = guards;
        this.waits = waits;
        this.ready = decided.thenRunAsync(this::go, Thread::startVirtualThread);
        if (waits) {
            ask();
        }
    }

    private void ask() {
        if (!process.halfCloses()) {
            decided.complete(null); // a guard lasts until the input ends, of which older nodes do not tell
        } else if (asked.compareAndSet(false, true)) {
            decided.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
            Thread.ofVirtual().name("input-guard").start(this::guard);
        }
    }

    private void go() {
        if (waits) {
            try {
                process.write(GO, 0, GO.length);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a process has ended before it was let go", e);
            }
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (waits || written + length > UNGUARDED) {
            ask();
            awaitReady();
        }
        if (unread) {
            return; // as a pipe takes what its process does not read any more
        }
        try {
            process.write(buffer, offset, length);
            written += length;
        } catch (IOException e) {
            if (!unread) {
                throw e;
            }
        }
    }

    private void awaitReady() throws IOException {
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void guard() {
        OptionalInt end = OptionalInt.empty();
        try (ProcessSession session = guards.get()) {
            guard = Optional.of(session);
            if (!over) {
                session.pump(this::hear);
                end = session.exitCode();
            }
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, "a process takes its input without a guard", e);
        } finally {
            decided.complete(null);
            guardEnd.complete(end);
        }
    }

    private void hear(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length && stream == StdStream.STDOUT; i++) {
            if (buffer[i] == InputGuardRule.FOUND) {
                if (!over) {
                    guard.orElseThrow().write(GO, 0, GO.length);
                }
            } else if (buffer[i] == InputGuardRule.HOLDS) {
                held = true;
                decided.complete(null);
            } else if (buffer[i] == InputGuardRule.ENDED) {
                unread = true;
                process.closeInput(); // after what is being written, which the guard reads
            }
        }
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            process.pump(sink);
            confirm();
        } finally {
            release();
        }
    }

    /**
     * Nodes say 0 as well of a process whose connection broke while input was on its way, as when its container was killed.
     * It is true where the guard has seen the process end; where the guard was ended, so was the process.
     */
    private void confirm() throws IOException {
        if (!held || unread || process.exitCode().orElse(-1) != 0) {
            return;
        }
        OptionalInt end = guardEnd.completeOnTimeout(OptionalInt.empty(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (unread) {
            return;
        }
        if (end.isEmpty()) {
            throw new IOException("the node has not said how it ended");
        }
        killed = end;
    }

    /** Lets the guard go: by itself it ends when it has read all that there is. */
    private void release() {
        over = true;
        decided.complete(null);
        guard.ifPresent(ProcessSession::close);
    }

    @Override
    public void close() {
        process.close();
        release();
    }

    @Override
    public void closeInput() throws IOException {
        if (waits) {
            awaitReady();
        }
        process.closeInput();
    }

    @Override
    public OptionalInt exitCode() {
        return killed.isPresent() ? killed : process.exitCode();
    }
}
