package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * The part of one client in an exec. When the client leaves, by its keys or by going away, the process goes on as in
 * Docker: its connection is kept, since newer nodes end the process with it, and its output is thrown away.
 */
final class ExecSession extends ForwardingSession {
    /** What a process ended with whose end nobody saw: nothing better than what {@code ssh} says of a broken connection. */
    static final int LOST = 255;

    private static final OutputSink NOBODY = (stream, buffer, offset, length) -> {};

    private final boolean announced;
    private final UnaryOperator<String> explain;
    private final Ended ended;
    private volatile boolean silent = true;
    private volatile boolean sign;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Complete when the process has ended or the client has left. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Hears of the end, once: when the process has ended or its connection has broken. */
    @FunctionalInterface
    interface Ended {
        /**
         * Hears of it.
         *
         * @param begun whether the process had begun
         * @param code its exit code; {@link #LOST} where the connection broke before
         */
        void hear(boolean begun, OptionalInt code);
    }

    /**
     * Makes one.
     *
     * @param announced whether the first byte of standard output is the sign of {@link ExecCommandRule#announced}, which
     *     is not the client's
     * @param explain puts what is said of a command that could not be begun into words that the client understands
     */
    ExecSession(ProcessSession session, boolean announced, UnaryOperator<String> explain, Ended ended) {
        super(session);
        this.announced = announced;
        this.explain = explain;
        this.ended = ended;
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
        try {
            process.pump((stream, buffer, offset, length) -> deliver(sink, stream, buffer, offset, length));
            ended.hear(begun(), process.exitCode());
            over.complete(null);
        } catch (IOException | RuntimeException e) {
            // output that ends here looks like one that is whole, so that words and code have to tell
            byte[] words = ("the connection with the process was lost: " + e.getMessage() + "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            hand(sink, tty() ? StdStream.STDOUT : StdStream.STDERR, words, 0, words.length);
            ended.hear(true, OptionalInt.of(LOST));
            over.completeExceptionally(e); // or else the client would wait for ever
        } finally {
            process.close();
        }
    }

    private void deliver(OutputSink sink, StdStream stream, byte[] buffer, int offset, int length) {
        int skipped = signs(stream, buffer, offset, length);
        if (!begun()) { // of a command that has not begun yet nobody but the node and the shell can say something
            String said = new String(buffer, offset + skipped, length - skipped, StandardCharsets.UTF_8);
            String told = explain.apply(said);
            if (!told.equals(said)) {
                byte[] words = told.getBytes(StandardCharsets.UTF_8);
                hand(sink, stream, words, 0, words.length);
                return;
            }
        }
        hand(sink, stream, buffer, offset + skipped, length - skipped);
    }

    private void hand(OutputSink sink, StdStream stream, byte[] buffer, int offset, int length) {
        if (over.isDone() || length == 0) {
            return;
        }
        try {
            sink.write(stream, buffer, offset, length);
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
        return announced ? sign : process.begun();
    }

    /** Lets the client leave. */
    @Override
    public void close() {
        over.cancel(false);
        if (!tty()) {
            process.leave(); // nobody is left to write to it; a terminal stays open, as in Docker
        }
        begin(NOBODY);
    }
}
