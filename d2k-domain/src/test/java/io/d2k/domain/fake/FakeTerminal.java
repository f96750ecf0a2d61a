package io.d2k.domain.fake;

import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pod's process has on its standard streams, as attached sessions see it. */
final class FakeTerminal {
    private final List<FakeSession> sessions = new ArrayList<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private boolean inputClosed;
    private boolean ended;
    private Optional<TerminalSize> size = Optional.empty();

    synchronized void join(FakeSession session) {
        if (ended) {
            session.exit(0);
        } else {
            sessions.add(session);
        }
    }

    synchronized void leave(FakeSession session) {
        sessions.remove(session);
    }

    synchronized void print(StdStream stream, byte[] bytes) {
        sessions.forEach(s -> s.print(stream, bytes));
    }

    synchronized void lose() {
        sessions.forEach(FakeSession::lose);
        sessions.clear();
    }

    synchronized void end() {
        ended = true;
        sessions.forEach(s -> s.exit(0));
        sessions.clear();
    }

    synchronized void feed(byte[] bytes) {
        input.writeBytes(bytes);
        notifyAll();
    }

    synchronized void closeInput() {
        inputClosed = true;
        notifyAll();
    }

    synchronized boolean inputClosed() {
        return inputClosed;
    }

    synchronized void resize(TerminalSize newSize) {
        size = Optional.of(newSize);
        notifyAll();
    }

    synchronized Optional<TerminalSize> size() {
        return size;
    }

    /** Waits until the terminal has that size. */
    synchronized void awaitSize(TerminalSize wanted) throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (!size.equals(Optional.of(wanted))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the size is " + size);
            }
            wait(1000);
        }
    }

    /** Waits for the end of the input and returns it. */
    synchronized String awaitInput() throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (!inputClosed && System.nanoTime() < end) {
            wait(1000);
        }
        return inputClosed ? input.toString(StandardCharsets.UTF_8) : "input was not closed";
    }

    /** Waits for so many bytes of input and returns what there is. */
    synchronized String awaitInput(int bytes) throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (input.size() < bytes && System.nanoTime() < end) {
            wait(1000);
        }
        return input.toString(StandardCharsets.UTF_8);
    }
}
