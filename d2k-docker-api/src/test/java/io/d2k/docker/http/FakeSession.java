package io.d2k.docker.http;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A process that a test plays. */
final class FakeSession implements ProcessSession {
    /** Something that the process prints. */
    private interface Output {
        void to(OutputSink sink) throws IOException;
    }

    final CountDownLatch inputClosed = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    private final LinkedBlockingQueue<Optional<Output>> outputs = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final boolean tty;
    private volatile boolean echo;
    private volatile boolean endWithInput;

    FakeSession(boolean tty) {
        this.tty = tty;
    }

    /** Prints what it reads and ends with its input, as {@code cat} does. */
    static FakeSession cat(boolean tty) {
        var session = new FakeSession(tty);
        session.echo = true;
        session.endWithInput = true;
        return session;
    }

    FakeSession out(String text) {
        return out(text.getBytes(StandardCharsets.UTF_8));
    }

    FakeSession out(byte[] bytes) {
        return print(StdStream.STDOUT, bytes);
    }

    FakeSession err(String text) {
        return print(StdStream.STDERR, text.getBytes(StandardCharsets.UTF_8));
    }

    private FakeSession print(StdStream stream, byte[] bytes) {
        outputs.add(Optional.of(sink -> sink.write(stream, bytes, 0, bytes.length)));
        return this;
    }

    FakeSession end() {
        outputs.add(Optional.empty());
        return this;
    }

    synchronized String input() {
        return input.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean tty() {
        return tty;
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            for (Optional<Output> o = outputs.take(); o.isPresent(); o = outputs.take()) {
                o.get().to(sink);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int length) throws IOException {
        if (closed.getCount() == 0) {
            throw new IOException("closed");
        }
        input.write(buffer, offset, length);
        if (echo) {
            out(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    @Override
    public void closeInput() {
        inputClosed.countDown();
        if (endWithInput) {
            end();
        }
    }

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        closed.countDown();
        end();
    }
}
