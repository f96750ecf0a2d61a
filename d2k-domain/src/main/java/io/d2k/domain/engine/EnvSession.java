package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A process that the image's {@code env} becomes ({@link ExecEnvRule}). Where it cannot, the command is run by itself, and
 * the node tells why that cannot begin either.
 */
final class EnvSession extends ForwardingSession {
    private static final Logger LOG = System.getLogger(EnvSession.class.getName());

    /** So long words that look like those of {@code env} wait for its end, which follows them at once. */
    private static final int PATIENCE_MILLIS = 1000;

    /** No {@code env} says more than this. */
    private static final int MOST_WORDS = 4096;

    /** The exit codes of {@code env} that could not become its command: 126 and 127. */
    private static final int CANNOT_BECOME = 126;

    private final String program;
    private final Runnable absent;
    private final Supplier<ProcessSession> plain;
    private volatile boolean closed;

    /**
     * Makes one.
     *
     * @param process begun by {@code env}
     * @param program the command's first word
     * @param absent is run where the image turns out to have none
     * @param plain begins the command by itself
     */
    EnvSession(ProcessSession process, String program, Runnable absent, Supplier<ProcessSession> plain) {
        super(process);
        this.program = program;
        this.absent = absent;
        this.plain = plain;
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        var start = new Start(sink);
        process.pump(start);
        if (start.failed()) {
            process = plain.get();
            if (closed) {
                process.close();
            }
            process.pump(sink);
        } else {
            start.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        process.close();
    }

    /** Holds back what may be the words of somebody else than the command. */
    private final class Start implements OutputSink {
        private final OutputSink sink;
        private final List<Piece> held = new ArrayList<>();
        private boolean released;

        Start(OutputSink sink) {
            this.sink = sink;
        }

        @SuppressWarnings("ArrayRecordComponent") // nobody compares pieces
        private record Piece(StdStream stream, byte[] bytes) {}

        @Override
        public synchronized void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
            if (released) {
                sink.write(stream, buffer, offset, length);
                return;
            }
            held.add(new Piece(stream, Arrays.copyOfRange(buffer, offset, offset + length)));
            String words = words();
            if (words.length() > MOST_WORDS || process.begun() && !ExecEnvRule.says(words)) {
                release();
            } else if (held.size() == 1) {
                CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                        .execute(this::giveUp);
            }
        }

        private void giveUp() {
            try {
                release();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "nobody hears a process", e);
            }
        }

        synchronized void release() throws IOException {
            if (!released) {
                released = true;
                for (Piece piece : held) {
                    sink.write(piece.stream(), piece.bytes(), 0, piece.bytes().length);
                }
                held.clear();
            }
        }

        /** Returns whether the command could not begin so, of which nothing will be shown then. */
        synchronized boolean failed() {
            boolean failed = !released
                    && (process.begun()
                            ? ExecEnvRule.refuses(words(), program)
                                    && process.exitCode().orElse(0) >= CANNOT_BECOME
                            : ExecEnvRule.absent(words()));
            if (failed && !process.begun()) {
                absent.run();
            }
            released |= failed;
            return failed;
        }

        private String words() {
            return held.stream()
                    .map(piece -> new String(piece.bytes(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining());
        }
    }
}
