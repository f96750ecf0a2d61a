package io.d2k.k8s.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** Hears what comes through a port-forward of one port: channel 0 is data, channel 1 says what went wrong. */
final class TunnelSocket extends WebSocketListener {
    static final String PROTOCOL = "v4.channel.k8s.io";
    static final int DATA = 0;

    private static final System.Logger LOG = System.getLogger(TunnelSocket.class.getName());
    private static final int ERROR = 1;
    private static final int HELD_BYTES = 256 * 1024;
    private static final int NORMAL_CLOSURE = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Handoff<ByteString> data = new Handoff<>(HELD_BYTES);
    private boolean dataBegun;
    private boolean errorBegun;

    /** Completes when the server has accepted, or refused, the tunnel. */
    CompletableFuture<Void> opened() {
        return opened;
    }

    /** Returns the messages of the data channel; the first byte of each is no data. */
    Handoff<ByteString> data() {
        return data;
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        opened.complete(null);
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        if (bytes.size() < 1) {
            return;
        }
        int channel = bytes.getByte(0) & 0xff;
        if (channel == DATA && !dataBegun) {
            dataBegun = true; // the first message of a channel is the number of the port
        } else if (channel == ERROR && !errorBegun) {
            errorBegun = true;
        } else if (channel == DATA && bytes.size() > 1) {
            hand(webSocket, bytes);
        } else if (channel == ERROR && bytes.size() > 1) {
            String text = bytes.substring(1).string(StandardCharsets.UTF_8).strip();
            LOG.log(Level.DEBUG, "port-forward: {0}", text);
            data.fail(new IOException(text));
            webSocket.cancel();
        }
    }

    private void hand(WebSocket webSocket, ByteString bytes) {
        try {
            if (!data.put(bytes, bytes.size(), PATIENCE)) {
                webSocket.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            webSocket.cancel();
        }
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(NORMAL_CLOSURE, null);
        data.end();
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
        data.end();
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, Response response) {
        IOException cause = t instanceof IOException io ? io : new IOException(t);
        opened.completeExceptionally(response == null || response.code() == 101 ? cause : PodApi.refusal(response));
        data.fail(cause);
    }
}
