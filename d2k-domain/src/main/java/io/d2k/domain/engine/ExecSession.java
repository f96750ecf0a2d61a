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

/**
 * The part of one client in an exec. When the client leaves, by its keys or by going away, the process goes on as in
 * Docker: its connection is kept, since newer nodes end the process with it, and its output is thrown away.
 */
final class ExecSession implements ProcessSession {
    private static final OutputSink NOBODY = (stream, buffer, offset, length) -> {};

    private final ProcessSession session;
    private final Runnable ended;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Complete when the process has ended or the client has left. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /**
     * Makes one.
     *
     * @param ended is told once, when the process has ended or its connection has broken
     */
    ExecSession(ProcessSession session, Runnable ended) {
        this.session = session;
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
            ended.run();
            over.complete(null);
        } catch (IOException | RuntimeException e) {
            ended.run();
            over.completeExceptionally(e); // or else the client would wait for ever
        }
    }

    private void deliver(OutputSink sink, StdStream stream, byte[] buffer, int offset, int length) {
        if (over.isDone()) {
            return;
        }
        try {
            sink.write(stream, buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            over.completeExceptionally(e);
        }
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
