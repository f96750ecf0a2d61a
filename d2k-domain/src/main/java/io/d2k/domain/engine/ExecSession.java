package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The part of one client in an exec. When the client leaves, by its keys or by going away, the process goes on as in
 * Docker: its connection is kept, since newer nodes end the process with it, and its output is thrown away.
 */
final class ExecSession implements ProcessSession {
    private static final OutputSink NOBODY = (stream, buffer, offset, length) -> {};

    private final ProcessSession session;
    private final boolean announced;
    private final Consumer<Boolean> ended;
    private volatile boolean silent = true;
    private volatile boolean sign;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Complete when the process has ended or the client has left. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /**
     * Makes one.
     *
     * @param announced whether the first byte of standard output is the sign of {@link ExecCommandRule#announced}, which
     *     is not the client's
     * @param ended is told once, when the process has ended or its connection has broken: whether it had begun
     */
    ExecSession(ProcessSession session, boolean announced, Consumer<Boolean> ended) {
        this.session = session;
        this.announced = announced;
        this.ended = ended;
    }

    @Override
    public boolean tty() {
        return session.tty();
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        begin(sink);
        try {
            over.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            // the client has left
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Begins to carry output to a sink, where nobody has begun yet, and returns at once. */
    void begin(OutputSink sink) {
        if (begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("exec").start(() -> carry(sink));
        }
    }

    private void carry(OutputSink sink) {
        try (session) {
            session.pump((stream, buffer, offset, length) -> deliver(sink, stream, buffer, offset, length));
            ended.accept(begun());
            over.complete(null);
        } catch (IOException | RuntimeException e) {
            ended.accept(begun());
            over.completeExceptionally(e); // or else the client would wait for ever
        }
    }

    private void deliver(OutputSink sink, StdStream stream, byte[] buffer, int offset, int length) {
        int skipped = signs(stream, buffer, offset, length);
        if (over.isDone() || skipped == length) {
            return;
        }
        try {
            sink.write(stream, buffer, offset + skipped, length - skipped);
        } catch (IOException | RuntimeException e) {
            over.completeExceptionally(e);
        }
    }

    /** Returns how many bytes at the start are the sign that the command begins. */
    private int signs(StdStream stream, byte[] buffer, int offset, int length) {
        if (!announced || !silent || stream != StdStream.STDOUT || length == 0) {
            return 0;
        }
        silent = false;
        sign = buffer[offset] == 0;
        return sign ? 1 : 0;
    }

    @Override
    public boolean begun() {
        return announced ? sign : session.begun();
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        session.write(buffer, offset, length);
    }

    @Override
    public void closeInput() throws IOException {
        session.closeInput();
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        session.resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return session.exitCode();
    }

    /** Lets the client leave. */
    @Override
    public void close() {
        over.cancel(false);
        if (!tty()) {
            session.leave(); // nobody is left to write to it; a terminal stays open, as in Docker
        }
        begin(NOBODY);
    }
}
