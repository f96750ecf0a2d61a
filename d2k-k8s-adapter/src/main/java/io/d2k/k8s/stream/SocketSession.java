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
import java.util.concurrent.locks.LockSupport;
import okhttp3.WebSocket;
import okio.ByteString;

/**
 * A session over a web socket that is open.
 *
 * <p>The end of input: v5 carries it. On v4 it ends a session that has no output (the server then ends the process's
 * input); a session with output goes on until the process ends by itself, because v4 has no word for it.
 */
final class SocketSession implements ProcessSession {
    private static final System.Logger LOG = System.getLogger(SocketSession.class.getName());
    private static final AtomicBoolean HALF_CLOSE_REPORTED = new AtomicBoolean();
    private static final int LONGEST_INPUT = 32 * 1024 - 1;
    /** OkHttp ends a socket on which 16 MiB wait; the less waits, the less outlives a young collection. */
    private static final long WAITING_INPUT = 128 * 1024;

    private static final long PAUSE_NANOS = 1_000_000;
    private static final int NORMAL_CLOSURE = 1000;

    private final WebSocket webSocket;
    private final ProcessSocket socket;
    private final ChannelProtocol protocol;
    private final Streams streams;
    private final boolean exec;
    private final AtomicBoolean inputEnded = new AtomicBoolean();
    private volatile boolean closed;
    private volatile OptionalInt exitCode = OptionalInt.empty();

    SocketSession(WebSocket webSocket, ProcessSocket socket, ChannelProtocol protocol, Streams streams, boolean exec) {
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
        for (Optional<ProcessSocket.Chunk> next = socket.output().take();
                next.isPresent();
                next = socket.output().take()) {
            byte[] message = next.get().message().toByteArray();
            sink.write(next.get().stream(), message, 1, message.length - 1);
        }
        if (exec && !closed) {
            end(sink);
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (!streams.stdin() || inputEnded.get()) {
            throw new IOException("the input has ended");
        }
        int sent = 0;
        while (sent < length) {
            int part = Math.min(length - sent, LONGEST_INPUT);
            awaitRoom();
            byte[] message = new byte[part + 1];
            message[0] = ChannelProtocol.STDIN;
            System.arraycopy(buffer, offset + sent, message, 1, part);
            if (!webSocket.send(ByteString.of(message))) {
                throw new IOException("the process takes no more input");
            }
            sent += part;
        }
    }

    @Override
    public void closeInput() {
        if (!streams.stdin()
                || !inputEnded.compareAndSet(false, true)
                || socket.output().ended()) {
            return;
        }
        if (protocol == ChannelProtocol.V5) {
            // Refused only where the session is over, and the input with it.
            webSocket.send(ByteString.of((byte) ChannelProtocol.CLOSE, (byte) ChannelProtocol.STDIN));
        } else if (!streams.stdout() && !streams.stderr()) {
            // The close frame follows all input that waits.
            webSocket.close(NORMAL_CLOSURE, null);
        } else if (HALF_CLOSE_REPORTED.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "this cluster (older than Kubernetes 1.30) cannot tell a process that its input has ended:"
                            + " sessions with output last until the process ends by itself");
        }
    }

    @Override
    public void resize(TerminalSize size) {
        if (!streams.tty() || socket.output().ended()) {
            return;
        }
        String json = String.format(Locale.ROOT, "{\"Width\":%d,\"Height\":%d}", size.width(), size.height());
        byte[] words = json.getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[words.length + 1];
        message[0] = ChannelProtocol.RESIZE;
        System.arraycopy(words, 0, message, 1, words.length);
        webSocket.send(ByteString.of(message));
    }

    @Override
    public OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        closed = true;
        socket.output().close();
        webSocket.cancel();
    }

    private void end(OutputSink sink) throws IOException {
        Optional<ExecStatus> status = socket.status();
        if (status.isEmpty()) {
            LOG.log(Level.DEBUG, "an exec ended without a status");
            return;
        }
        switch (status.get()) {
            case ExecStatus.Exited exited -> exitCode = OptionalInt.of(exited.code());
            case ExecStatus.NotStarted failure -> {
                exitCode = OptionalInt.of(ExecStatus.CANNOT_START);
                // As Docker does, which has answered the request by then.
                byte[] text = (failure.message() + "\r\n").getBytes(StandardCharsets.UTF_8);
                sink.write(StdStream.STDOUT, text, 0, text.length);
            }
            case ExecStatus.Lost lost -> throw new IOException(lost.message());
        }
    }

    // OkHttp says by no event that its queue has drained; a pause is 1 ms, for only as long as the process is slow.
    private void awaitRoom() throws IOException {
        while (webSocket.queueSize() > WAITING_INPUT) {
            if (closed || socket.output().ended()) {
                throw new IOException("the process takes no more input");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw CallSlot.interrupted();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
