package io.d2k.k8s.stream;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A session over a web socket that is open.
 *
 * <p>The end of input: v5 carries it. On v4 it ends a session that has no output (the server then ends the process's
 * input); a session with output goes on until the process ends by itself, because v4 has no word for it.
 */
final class SocketSession implements ProcessSession {
    private static final System.Logger LOG = System.getLogger(SocketSession.class.getName());
    private static final AtomicBoolean HALF_CLOSE_REPORTED = new AtomicBoolean();

    private final FrameSocket webSocket;
    private final ProcessSocket socket;
    private final ChannelProtocol protocol;
    private final Streams streams;
    private final boolean exec;
    private final AtomicBoolean inputEnded = new AtomicBoolean();
    private final ReentrantLock resizing = new ReentrantLock();
    private final AtomicReference<Optional<byte[]>> newestSize = new AtomicReference<>(Optional.empty());
    private volatile boolean closed;
    private volatile boolean begun = true;
    private volatile OptionalInt exitCode = OptionalInt.empty();

    SocketSession(
            FrameSocket webSocket, ProcessSocket socket, ChannelProtocol protocol, Streams streams, boolean exec) {
        this.webSocket = webSocket;
        this.socket = socket;
        this.protocol = protocol;
        this.streams = streams;
        this.exec = exec;
    }

    @Override
    public boolean tty() {
        return streams.tty();
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        Optional<byte[]> next = socket.output().take();
        Optional<String> refusal = exec ? next.flatMap(RuntimeRefusal::of) : Optional.empty();
        if (refusal.isPresent()) {
            byte[] first = next.get();
            next = socket.output().take();
            if (next.isEmpty() && !closed && refused()) {
                notStarted(refusal.get(), sink);
                return;
            }
            write(first, sink); // a program of its own said so
        }
        for (; next.isPresent(); next = socket.output().take()) {
            write(next.get(), sink);
        }
        if (exec && !closed) {
            end(sink);
        } else if (!closed && !streams.tty() && socket.status().orElse(null) instanceof ExecStatus.Exited whole) {
            exitCode = OptionalInt.of(whole.code());
        }
    }

    private boolean refused() {
        return socket.status().equals(Optional.of(new ExecStatus.Exited(RuntimeRefusal.EXIT_CODE)));
    }

    private static void write(byte[] message, OutputSink sink) throws IOException {
        sink.write(ChannelProtocol.stream(message), message, 1, message.length - 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (!streams.stdin() || inputEnded.get()) {
            throw new IOException("the input has ended");
        }
        for (int sent = 0; sent < length; sent += MESSAGE_BYTES) {
            webSocket.send(ChannelProtocol.STDIN, buffer, offset + sent, Math.min(length - sent, MESSAGE_BYTES));
        }
    }

    @Override
    public boolean halfCloses() {
        return protocol == ChannelProtocol.V5;
    }

    @Override
    public void leave() {
        if (halfCloses()) {
            closeInput();
        } else if (streams.stdin()) {
            webSocket.close(); // behind all input; such nodes take it for the end of that, and not of the process
        }
    }

    @Override
    public void closeInput() {
        if (!streams.stdin()
                || !inputEnded.compareAndSet(false, true)
                || socket.output().ended()) {
            return;
        }
        if (halfCloses()) {
            say(ChannelProtocol.CLOSE, new byte[] {ChannelProtocol.STDIN});
        } else if (!streams.stdout() && !streams.stderr()) {
            // The close frame follows all input that waits.
            webSocket.close();
        } else if (HALF_CLOSE_REPORTED.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "this cluster (older than Kubernetes 1.30) cannot tell a process that its input has ended:"
                            + " where the image has no shell, sessions last until the process ends by itself");
        }
    }

    @Override
    public void resize(TerminalSize size) {
        if (!streams.tty() || socket.output().ended()) {
            return;
        }
        String json = String.format(Locale.ROOT, "{\"Width\":%d,\"Height\":%d}", size.width(), size.height());
        newestSize.set(Optional.of(json.getBytes(StandardCharsets.UTF_8)));
        // input that the process does not read may stand in the way; whoever resizes does not wait for that
        Thread.ofVirtual().name("resize").start(this::tellSize);
    }

    private void tellSize() {
        resizing.lock();
        try {
            newestSize.getAndSet(Optional.empty()).ifPresent(size -> say(ChannelProtocol.RESIZE, size));
        } finally {
            resizing.unlock();
        }
    }

    /** Says what goes without saying where the session is over. */
    private void say(int channel, byte[] words) {
        try {
            webSocket.send(channel, words, 0, words.length);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "not said: the session is over", e);
        }
    }

    @Override
    public OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        closed = true;
        socket.output().close();
        webSocket.cancel();
    }

    private void end(OutputSink sink) throws IOException {
        Optional<ExecStatus> status = socket.status();
        if (status.isEmpty() && (streams.stdout() || streams.stderr())) {
            throw new IOException("the node has not said how it ended");
        } else if (status.isEmpty()) {
            return; // the end of its input was the end of the session
        }
        switch (status.get()) {
            case ExecStatus.Exited exited -> exitCode = OptionalInt.of(exited.code());
            case ExecStatus.NotStarted failure -> notStarted(failure.message(), sink);
            case ExecStatus.Lost lost -> throw new IOException(lost.message());
        }
    }

    private void notStarted(String why, OutputSink sink) throws IOException {
        begun = false;
        exitCode = OptionalInt.of(ExecStatus.CANNOT_START);
        // As Docker does, which has answered the request by then.
        byte[] text = (why + "\r\n").getBytes(StandardCharsets.UTF_8);
        sink.write(StdStream.STDOUT, text, 0, text.length);
    }
}
