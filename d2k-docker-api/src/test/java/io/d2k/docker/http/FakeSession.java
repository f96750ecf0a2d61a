package io.d2k.docker.http;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A process that a test plays. */
final class FakeSession implements ProcessSession {
    private record Output(StdStream stream, byte[] bytes) {}

    private static final Output END = new Output(StdStream.STDIN, new byte[0]);

    final CountDownLatch inputClosed = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    private final LinkedBlockingQueue<Output> outputs = new LinkedBlockingQueue<>();
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
        outputs.add(new Output(StdStream.STDOUT, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    FakeSession out(byte[] bytes) {
        outputs.add(new Output(StdStream.STDOUT, bytes));
        return this;
    }

    FakeSession err(String text) {
        outputs.add(new Output(StdStream.STDERR, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    FakeSession end() {
        outputs.add(END);
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
            for (Output o = outputs.take(); o != END; o = outputs.take()) {
                sink.write(o.stream(), o.bytes(), 0, o.bytes().length);
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
            outputs.add(new Output(StdStream.STDOUT, java.util.Arrays.copyOfRange(buffer, offset, offset + length)));
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
