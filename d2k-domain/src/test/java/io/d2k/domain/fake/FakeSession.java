package io.d2k.domain.fake;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A session with a process that does what the test says. */
public final class FakeSession implements ProcessSession {
    private static final Piece END = new Piece(StdStream.STDOUT, new byte[0]);

    private final List<String> command;
    private final Streams streams;
    private final Runnable onClose;
    private final Optional<FakeTerminal> terminal;
    private final LinkedBlockingQueue<Piece> output = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final FakeTerminal own = new FakeTerminal();
    private volatile OptionalInt code = OptionalInt.empty();
    private volatile boolean closed;
    private volatile boolean lost;
    private volatile boolean begun = true;

    FakeSession(List<String> command, Streams streams, Optional<FakeTerminal> terminal, Runnable onClose) {
        this.command = command;
        this.streams = streams;
        this.terminal = terminal;
        this.onClose = onClose;
    }

    /** Returns the argument vector; empty for an attachment. */
    public List<String> command() {
        return command;
    }

    /** Returns the streams asked for. */
    public Streams streams() {
        return streams;
    }

    /** Prints something. */
    public void print(String text) {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    private void print(byte[] bytes) {
        print(StdStream.STDOUT, bytes);
    }

    /** Prints something on one of its streams. */
    public void print(StdStream stream, byte[] bytes) {
        // a terminal has but one
        StdStream by = streams.tty() ? StdStream.STDOUT : stream;
        if (by == StdStream.STDERR ? streams.stderr() : streams.stdout()) {
            output.add(new Piece(by, bytes));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares pieces
    private record Piece(StdStream stream, byte[] bytes) {}

    /** Ends the process. */
    public void exit(int exitCode) {
        code = OptionalInt.of(exitCode);
        output.add(END);
    }

    /** Breaks the connection off, so that nobody hears how the process ends. */
    public void lose() {
        lost = true;
        output.add(END);
    }

    /** Ends without ever having begun, as what a runtime refuses. */
    public void refuse(String words) {
        begun = false;
        print(words);
        exit(126);
    }

    /** Waits for the end of the input and returns it. */
    public String awaitInput() throws InterruptedException {
        return own.awaitInput();
    }

    /** Waits for so many bytes of input and returns what there is. */
    public String awaitInput(int bytes) throws InterruptedException {
        return own.awaitInput(bytes);
    }

    /** Returns the size of the terminal. */
    public Optional<TerminalSize> size() {
        return own.size();
    }

    /** Waits until the session is closed. */
    public void awaitClosed() throws InterruptedException {
        if (!closing.await(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the session was not closed");
        }
    }

    /** Returns whether the session was closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public boolean tty() {
        return streams.tty();
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            for (Piece next = output.take(); next.bytes().length > 0; next = output.take()) {
                sink.write(next.stream(), next.bytes(), 0, next.bytes().length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lost) {
            throw new IOException("reset");
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (!streams.stdin() || closed) {
            throw new IOException("no input");
        }
        terminal.orElse(own).feed(java.util.Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void closeInput() {
        terminal.orElse(own).closeInput();
    }

    @Override
    public void leave() {
        closeInput();
    }

    @Override
    public void resize(TerminalSize size) {
        terminal.orElse(own).resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return code;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closing.countDown();
            onClose.run();
            output.add(END);
        }
    }
}
