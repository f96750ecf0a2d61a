package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A process whose input a second one carries ({@link InputRelayRule}). Where the image has no shell, which both of them need,
 * it is run by itself, and learns nothing of the end of its input.
 */
final class RelayedSession extends ForwardingSession {
    private static final Logger LOG = System.getLogger(RelayedSession.class.getName());

    /** So long a process without a relay may show that it has no shell either, or that it has ended. */
    private static final int PATIENCE_SECONDS = 5;

    private static final byte[] SIGN = {0};
    private static final byte[] GO = {'\n'};

    private final Supplier<ProcessSession> relays;
    private final Predicate<String> lacksShell;
    private final Supplier<ProcessSession> plain;

    /** Takes the client's input: the relay, or the process itself. */
    private final CompletableFuture<ProcessSession> input = new CompletableFuture<>();

    private volatile Optional<ProcessSession> relay = Optional.empty();
    private volatile boolean held;
    private volatile boolean inputEnded;
    private volatile boolean broken;
    private volatile boolean givenUp;
    private volatile boolean over;

    /**
     * Makes one.
     *
     * @param process says by a sign that it begins
     * @param relays begins the relay
     * @param lacksShell whether words tell of a process that was not begun that the image has no shell
     * @param plain begins the process by itself
     */
    RelayedSession(
            ProcessSession process,
            Supplier<ProcessSession> relays,
            Predicate<String> lacksShell,
            Supplier<ProcessSession> plain) {
        super(process);
        this.relays = relays;
        this.lacksShell = lacksShell;
        this.plain = plain;
        Thread.ofVirtual().name("input-relay").start(this::relay);
    }

    private void relay() {
        try {
            ProcessSession session = relays.get();
            relay = Optional.of(session);
            if (!over) {
                session.pump((stream, buffer, offset, length) -> hear(session, buffer, offset, length));
            }
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, "the relay of a process has ended", e);
        } finally {
            broken = !inputEnded;
            relay.ifPresent(ProcessSession::close);
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread)
                    .execute(this::giveUp);
        }
    }

    private void hear(ProcessSession session, byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] == InputRelayRule.HOLDS) {
                held = true;
                try {
                    process.write(GO, 0, GO.length);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "a process has ended before it had input", e);
                }
                input.complete(session);
            }
        }
    }

    /** A process that goes on without its relay takes part of the input, or none, for all of it. */
    private void giveUp() {
        boolean itself = input.isDone() && !held;
        if (broken && !over && !itself) {
            givenUp = true;
            process.close();
        }
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            var start = new Start(sink);
            process.pump(start);
            if (givenUp || (held && broken && process.exitCode().orElse(-1) == 0)) {
                throw new IOException("the second process, which carries its input, was lost");
            }
            if (!process.begun() && lacksShell.test(start.words())) {
                pumpPlain(sink);
            } else {
                start.end();
            }
        } finally {
            release();
        }
    }

    private void pumpPlain(OutputSink sink) throws IOException {
        process = plain.get();
        if (over) {
            process.close();
        }
        input.complete(process);
        var silent = new boolean[] {true};
        process.pump((stream, buffer, offset, length) -> {
            if (silent[0] && process.begun()) {
                sink.write(StdStream.STDOUT, SIGN, 0, SIGN.length);
            }
            silent[0] = false;
            sink.write(stream, buffer, offset, length);
        });
        if (silent[0] && process.begun()) {
            sink.write(StdStream.STDOUT, SIGN, 0, SIGN.length);
        }
    }

    /** Keeps what comes before the sign, which are a runtime's words. */
    private static final class Start implements OutputSink {
        private final OutputSink sink;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean begun;

        Start(OutputSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
            begun |= stream == StdStream.STDOUT && kept.size() == 0 && length > 0 && buffer[offset] == 0;
            if (begun || stream == StdStream.STDERR) {
                sink.write(stream, buffer, offset, length);
            } else {
                kept.write(buffer, offset, length);
            }
        }

        String words() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        void end() throws IOException {
            if (kept.size() > 0) {
                sink.write(StdStream.STDOUT, kept.toByteArray(), 0, kept.size());
            }
        }
    }

    private void release() {
        over = true;
        input.completeExceptionally(new IOException("the process has ended"));
        relay.ifPresent(ProcessSession::close);
    }

    private ProcessSession awaitInput() throws IOException {
        try {
            return input.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        awaitInput().write(buffer, offset, length);
    }

    @Override
    public void closeInput() throws IOException {
        ProcessSession to = awaitInput();
        inputEnded = true;
        if (held) {
            to.leave();
        } else {
            to.closeInput();
        }
    }

    /** The process itself goes on and is listened to, for its exit code. */
    @Override
    public void leave() {
        Thread.ofVirtual().name("input-relay-end").start(() -> {
            try {
                closeInput();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the input of a process has ended with it", e);
            }
        });
    }

    @Override
    public void close() {
        over = true;
        process.close();
        release();
    }
}
