package io.d2k.domain.engine;

import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A process whose standard output is read as a stream, with a bound on how long it may be silent or take no input. */
final class ProcessTalk extends InputStream {
    private static final int HELD_CHUNKS = 4;
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final int LONGEST_ERROR = 8 << 10;
    private static final byte[] END = {};

    private final ProcessSession session;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(HELD_CHUNKS);
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread pump;
    private volatile Optional<IOException> failure = Optional.empty();
    private volatile boolean late;
    private byte[] chunk = {};
    private int at;
    private boolean ended;

    /** Takes over a session. */
    ProcessTalk(ProcessSession session, ScheduledExecutorService timer, Duration patience) {
        this.session = session;
        this.timer = timer;
        this.patience = patience;
        pump = Thread.ofVirtual().name("cp-output").start(this::pump);
    }

    private void pump() {
        try {
            try {
                session.pump(this::take);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            chunks.put(END);
        } catch (InterruptedException e) {
            // closed: nobody reads any more
            Thread.currentThread().interrupt();
        }
    }

    private void take(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
        if (stream == StdStream.STDERR) {
            synchronized (errors) {
                errors.write(buffer, offset, Math.min(length, LONGEST_ERROR - errors.size()));
            }
        } else if (length > 0) {
            try {
                chunks.put(Arrays.copyOfRange(buffer, offset, offset + length));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("closed", e);
            }
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, buffer, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == chunk.length && !ended) {
            Optional<byte[]> next = guarded(() -> Optional.of(chunks.take()));
            chunk = next.orElse(END);
            at = 0;
            ended = chunk.length == 0;
        }
        if (ended && late) {
            throw new LostException("no answer within " + patience.toSeconds() + " s", failure);
        }
        if (ended && failure.isPresent()) {
            throw new LostException(String.valueOf(failure.get().getMessage()), failure);
        }
        return !ended;
    }

    /** Feeds the process. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        guarded(() -> {
            session.write(bytes, offset, length);
            return Optional.empty();
        });
    }

    private Optional<byte[]> guarded(Step step) throws IOException {
        ScheduledFuture<?> limit = timer.schedule(
                () -> {
                    late = true;
                    session.close();
                },
                patience.toSeconds(),
                TimeUnit.SECONDS);
        try {
            return step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            limit.cancel(false);
        }
    }

    /** The connection with the process broke, or the process was silent for too long. */
    static final class LostException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private LostException(String message, Optional<IOException> cause) {
            super(message, cause.orElse(null));
        }
    }

    @FunctionalInterface
    private interface Step {
        Optional<byte[]> run() throws IOException, InterruptedException;
    }

    /** Reads a text that ends with a NUL; shorter where the process has ended. */
    String answer() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int b = read(); b > 0 && text.size() < LONGEST_ANSWER; b = read()) {
            text.write(b);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Waits for the end of the process, passing its output over; returns its exit code, -1 where it is not known. */
    int await() throws IOException {
        while (fill()) {
            at = chunk.length;
        }
        return session.exitCode().orElse(-1);
    }

    /** Returns what the process said on standard error, up to now. */
    String errors() {
        synchronized (errors) {
            return errors.toString(StandardCharsets.UTF_8).strip();
        }
    }

    /** Ends the session; may be called by any thread. */
    @Override
    public void close() {
        session.close();
        pump.interrupt();
    }
}
