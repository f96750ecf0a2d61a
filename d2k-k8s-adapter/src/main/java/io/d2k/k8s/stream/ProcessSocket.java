package io.d2k.k8s.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Hears what the server sends of a process. While nobody takes its output and there is no room for more of it, the web
 * socket's reading thread waits, so that TCP slows the process down.
 */
final class ProcessSocket implements FrameSocket.Listener {
    private static final System.Logger LOG = System.getLogger(ProcessSocket.class.getName());
    private static final int HELD_BYTES = 1 << 20;
    private static final int LONGEST_STATUS = 64 * 1024;
    /** A session whose output nobody ever takes is ended after this time. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CompletableFuture<ChannelProtocol> opened = new CompletableFuture<>();
    private final Handoff<byte[]> output;
    private final ByteArrayOutputStream status = new ByteArrayOutputStream();

    /**
     * Makes one.
     *
     * @param space where output goes that a client takes slowly
     */
    ProcessSocket(SpillSpace space) {
        output = new Handoff<>(new OutputShelf(HELD_BYTES, space));
    }

    /** Completes when the server has accepted, or refused, the session. */
    CompletableFuture<ChannelProtocol> opened() {
        return opened;
    }

    /** Returns the output: messages whose first byte is the number of their channel. */
    Handoff<byte[]> output() {
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
            case ChannelProtocol.STDOUT, ChannelProtocol.STDERR -> hand(socket, message);
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

    private void hand(FrameSocket socket, byte[] message) {
        try {
            if (!output.put(message, message.length, PATIENCE) && !output.ended()) {
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
