package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The output of a process that was held back ({@link OutputGateRule}), byte for byte, by an attachment that stood before it
 * began. Where that breaks off, the log has the rest.
 */
final class HeldOutput implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HeldOutput.class.getName());

    private final PodLogs logs;
    private final PodObservation pod;
    private final ProcessSession attachment;
    private final boolean tty;
    private final CompletableFuture<Boolean> marked = new CompletableFuture<>();
    private final CompletableFuture<OutputSink> client = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile Optional<LogReader> reader = Optional.empty();
    private volatile boolean closed;

    /**
     * Listens.
     *
     * @param logs with all that nodes have
     * @param attachment to standard output and standard error, or to the terminal
     * @param tty whether it is to a terminal
     */
    HeldOutput(PodLogs logs, PodObservation pod, ProcessSession attachment, boolean tty) {
        this.logs = logs;
        this.pod = pod;
        this.attachment = attachment;
        this.tty = tty;
        Thread.ofVirtual().name("held-output").start(this::listen);
    }

    /**
     * Waits for the mark, for as long as that.
     *
     * @return false where it will not come, since the process has ended, or the attachment
     */
    boolean awaitMark(Duration limit) {
        try {
            return marked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return true; // the shell was not heard, though it is listened to by now
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Delivers the output until its end.
     *
     * @throws IOException when the sink fails, or the output breaks off
     */
    void deliver(OutputSink sink) throws IOException {
        client.complete(sink);
        try {
            end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private void listen() {
        try {
            try (attachment) {
                var delivery = new Delivery();
                boolean all = attached(delivery);
                if (!all && !closed) {
                    rest(delivery);
                } else if (tty && delivery.nothing() && !closed) {
                    unheard(delivery);
                }
            }
            end.complete(null);
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    /** A node was seen to lose all that a terminal printed in its last moment, and to log it; mostly there was nothing. */
    private void unheard(Delivery delivery) throws IOException {
        try {
            rest(delivery);
        } catch (IOException e) {
            if (delivery.left) {
                throw e;
            }
            LOG.log(Level.DEBUG, "the log of a terminal that was not heard has gone", e);
        }
    }

    /** Returns whether that was all. */
    private boolean attached(Delivery delivery) throws IOException {
        try {
            attachment.pump(delivery);
            return attachment.exitCode().isPresent();
        } catch (IOException e) {
            if (delivery.left) {
                throw e;
            }
            LOG.log(Level.DEBUG, "an attachment broke off: the log has the rest", e);
            return false;
        } finally {
            marked.complete(false);
        }
    }

    private void rest(Delivery delivery) throws IOException {
        receiver(); // nobody may want any
        try (LogReader opened = TerminalLines.of(logs.lasting(pod), tty)) {
            reader = Optional.of(opened);
            if (closed) {
                return;
            }
            Optional<LogLine> line = opened.next();
            if (tty && line.filter(OutputGateRule::echoes).isPresent()) {
                line = opened.next();
            }
            if (line.filter(OutputGateRule::marks).isEmpty()) {
                throw new IOException("the connection with the process was lost, and the node has no whole log of it");
            }
            for (line = opened.next(); line.isPresent(); line = opened.next()) {
                delivery.go(line.get());
            }
        }
    }

    private OutputSink receiver() throws IOException {
        try {
            return client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("nobody takes the output", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.completeExceptionally(new IOException("the client has left"));
        attachment.close();
        reader.ifPresent(LogReader::close);
    }

    /** What has come so far: the mark, and then the client's. */
    private final class Delivery implements OutputSink {
        private final LogPosition out = new LogPosition();
        private final LogPosition err = new LogPosition();
        private final GateWords words = new GateWords(tty);
        private boolean sent;
        private boolean left;

        @Override
        public void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
            int from = words.pass(stream, buffer, offset, length);
            if (words.heard()) {
                marked.complete(true);
            }
            if (from < length) {
                sent = true;
                position(stream).advance(buffer, offset + from, length - from);
                send(stream, buffer, offset + from, length - from);
            }
        }

        private boolean nothing() {
            return !sent;
        }

        private LogPosition position(StdStream stream) {
            return stream == StdStream.STDERR ? err : out;
        }

        private void send(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
            try {
                receiver().write(stream, buffer, offset, length);
            } catch (IOException e) {
                left = true;
                throw e;
            }
        }

        /** Delivers what of a line of the log has not come yet. */
        private void go(LogLine line) throws IOException {
            int known = position(line.stream()).pass(line.bytes());
            if (known < line.bytes().length) {
                send(line.stream(), line.bytes(), known, line.bytes().length - known);
            }
        }
    }
}
