package io.d2k.k8s.stream;

import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Hears what the server sends of a process. Its output is handed over by weight: while nobody takes it, the web socket's
 * reading thread waits, so that TCP slows the process down.
 */
final class ProcessSocket implements FrameSocket.Listener {
    private static final System.Logger LOG = System.getLogger(ProcessSocket.class.getName());
    private static final int HELD_BYTES = 256 * 1024;
    private static final int LONGEST_STATUS = 64 * 1024;
    /** A session whose output nobody ever takes is ended after this time. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CompletableFuture<ChannelProtocol> opened = new CompletableFuture<>();
    private final Handoff<Chunk> output = new Handoff<>(HELD_BYTES);
    private final ByteArrayOutputStream status = new ByteArrayOutputStream();

    /**
     * Some output.
     *
     * @param stream standard output or standard error
     * @param message the message, whose first byte is no output
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(StdStream stream, byte[] message) {}

    /** Completes when the server has accepted, or refused, the session. */
    CompletableFuture<ChannelProtocol> opened() {
        return opened;
    }

    Handoff<Chunk> output() {
        return output;
    }

    /** Returns how the session ended, once the output has. */
    Optional<ExecStatus> status() {
        synchronized (status) {
            return status.size() == 0
                    ? Optional.empty()
                    : Optional.of(ExecStatus.of(status.toString(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void opened(FrameSocket socket, String chosen) {
        Optional<ChannelProtocol> protocol = ChannelProtocol.of(chosen);
        if (protocol.isPresent()) {
            opened.complete(protocol.get());
        } else {
            opened.completeExceptionally(new IOException("the server speaks none of " + ChannelProtocol.OFFER));
            socket.cancel();
        }
    }

    @Override
    public void message(FrameSocket socket, byte[] message) {
        if (message.length < 2) {
            return; // the server opens each channel by an empty message
        }
        switch (message[0] & 0xff) {
            case ChannelProtocol.STDOUT -> hand(socket, new Chunk(StdStream.STDOUT, message));
            case ChannelProtocol.STDERR -> hand(socket, new Chunk(StdStream.STDERR, message));
            case ChannelProtocol.STATUS -> hear(message);
            default -> LOG.log(Level.DEBUG, "message on channel {0} passed over", message[0] & 0xff);
        }
    }

    @Override
    public void ended() {
        output.end();
    }

    @Override
    public void failed(IOException cause) {
        opened.completeExceptionally(cause);
        // Some servers cut the connection once they have said how the process ended.
        if (status().isPresent()) {
            output.end();
        } else {
            output.fail(cause);
        }
    }

    private void hand(FrameSocket socket, Chunk chunk) {
        try {
            if (!output.put(chunk, chunk.message().length, PATIENCE) && !output.ended()) {
                output.fail(new IOException("nobody took the output"));
                socket.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.cancel();
        }
    }

    private void hear(byte[] message) {
        synchronized (status) {
            if (status.size() + message.length <= LONGEST_STATUS) {
                status.write(message, 1, message.length - 1);
            }
        }
    }
}
