package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A process with input, run by {@link ExecCommandRule#watched}. Nodes tell no end of a process that has left more input
 * unread than buffers hold; so its shell tells it by a mark in each output stream, and takes what is left. Where there is no
 * shell, the command is run by itself.
 */
final class WatchedProcess implements ProcessSession {
    private final Predicate<String> lacksShell;
    private final Supplier<ProcessSession> plain;
    private final Map<StdStream, EndMark> marks = new TreeMap<>();
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    /** Complete when input finds the process that it is for. */
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private volatile ProcessSession session;
    private volatile boolean begun;
    private volatile OptionalInt code = OptionalInt.empty();
    private volatile boolean left;
    private volatile boolean closed;

    /**
     * Makes one.
     *
     * @param session the process, with the shell
     * @param word by which its marks are told
     * @param stderr whether standard error is wanted; standard output always is
     * @param lacksShell whether these are the words of a runtime that has not found the shell
     * @param plain runs the command without
     */
    WatchedProcess(
            ProcessSession session,
            String word,
            boolean stderr,
            Predicate<String> lacksShell,
            Supplier<ProcessSession> plain) {
        this.session = session;
        this.lacksShell = lacksShell;
        this.plain = plain;
        marks.put(StdStream.STDOUT, new EndMark(StdStream.STDOUT, word));
        if (stderr) {
            marks.put(StdStream.STDERR, new EndMark(StdStream.STDERR, word));
        }
    }

    @Override
    public boolean tty() {
        return false;
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        try {
            session.pump((stream, buffer, offset, length) -> take(sink, stream, buffer, offset, length));
            for (EndMark mark : marks.values()) {
                mark.end(sink);
            }
            if (!begun && !closed) {
                withoutSign(sink);
            }
        } finally {
            ready.complete(null);
        }
    }

    private void take(OutputSink sink, StdStream stream, byte[] buffer, int offset, int length) throws IOException {
        int skipped = 0;
        if (stream == StdStream.STDOUT && !begun && length > 0) {
            if (words.size() > 0 || buffer[offset] != 0) {
                words.write(buffer, offset, length);
                return;
            }
            begun = true;
            skipped = 1;
            ready.complete(null);
        }
        EndMark mark = marks.get(stream);
        if (mark == null) {
            return;
        }
        mark.take(buffer, offset + skipped, length - skipped, sink);
        if (code.isEmpty() && marks.values().stream().allMatch(m -> m.code().isPresent())) {
            code = mark.code();
            session.close(); // by which the shell, too, ends
        }
    }

    /** What came in place of the sign are the words of why the command could not be begun. */
    private void withoutSign(OutputSink sink) throws IOException {
        if (lacksShell.test(words.toString(StandardCharsets.UTF_8))) {
            ProcessSession itself = plain.get();
            session = itself;
            if (left) {
                itself.leave();
            }
            if (closed) {
                itself.close();
            }
            ready.complete(null);
            itself.pump(sink);
            begun = itself.begun();
        } else if (words.size() > 0) {
            sink.write(StdStream.STDOUT, words.toByteArray(), 0, words.size());
        }
    }

    /** Input waits until its process is there: one that takes the place of another shall miss nothing. */
    private ProcessSession receiver() throws IOException {
        try {
            ready.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return session;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        receiver().write(buffer, offset, length);
    }

    @Override
    public void closeInput() throws IOException {
        receiver().closeInput();
    }

    @Override
    public void leave() {
        left = true;
        session.leave();
    }

    @Override
    public void resize(TerminalSize size) {
        // without a terminal there is nothing to resize
    }

    @Override
    public OptionalInt exitCode() {
        return code.isPresent() ? code : session.exitCode();
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        closed = true;
        ready.complete(null);
        session.close();
    }
}
