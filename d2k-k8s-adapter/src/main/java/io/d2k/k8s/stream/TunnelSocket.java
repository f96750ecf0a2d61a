package io.d2k.k8s.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Hears what comes through a port-forward of one port: channel 0 is data, channel 1 says what went wrong. */
final class TunnelSocket implements FrameSocket.Listener {
    static final String PROTOCOL = "v4.channel.k8s.io";
    static final int DATA = 0;

    private static final System.Logger LOG = System.getLogger(TunnelSocket.class.getName());
    private static final int ERROR = 1;
    private static final int HELD_BYTES = 256 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Handoff<byte[]> data = new Handoff<>(HELD_BYTES);
    private boolean dataBegun;
    private boolean errorBegun;

    /** Completes when the server has accepted, or refused, the tunnel. */
    CompletableFuture<Void> opened() {
        return opened;
    }

    /** Returns the messages of the data channel; the first byte of each is no data. */
    Handoff<byte[]> data() {
        return data;
    }

    @Override
    public void opened(FrameSocket socket, String protocol) {
        opened.complete(null);
    }

    @Override
    public void message(FrameSocket socket, byte[] message) {
        if (message.length < 1) {
            return;
        }
        int channel = message[0] & 0xff;
        if (channel == DATA && !dataBegun) {
            dataBegun = true; // the first message of a channel is the number of the port
        } else if (channel == ERROR && !errorBegun) {
            errorBegun = true;
        } else if (channel == DATA && message.length > 1) {
            hand(socket, message);
        } else if (channel == ERROR && message.length > 1) {
            String text = new String(message, 1, message.length - 1, StandardCharsets.UTF_8).strip();
            LOG.log(Level.DEBUG, "port-forward: {0}", text);
            data.fail(new IOException(text));
            socket.cancel();
        }
    }

    private void hand(FrameSocket socket, byte[] message) {
        try {
            if (!data.put(message, message.length, PATIENCE)) {
                socket.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.cancel();
        }
    }

    @Override
    public void ended() {
        data.end();
    }

    @Override
    public void failed(IOException cause) {
        opened.completeExceptionally(cause);
        data.fail(cause);
    }
}
