package io.d2k.k8s.stream;

import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * Hears what the server sends of a process. Its output is handed over by weight: while nobody takes it, the web socket's
 * reading thread waits, so that TCP slows the process down.
 */
final class ProcessSocket extends WebSocketListener {
    private static final System.Logger LOG = System.getLogger(ProcessSocket.class.getName());
    private static final int HELD_BYTES = 256 * 1024;
    private static final int LONGEST_STATUS = 64 * 1024;
    private static final int NORMAL_CLOSURE = 1000;
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
    record Chunk(StdStream stream, ByteString message) {}

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
    public void onOpen(WebSocket webSocket, Response response) {
        String chosen = response.header("Sec-WebSocket-Protocol", "");
        Optional<ChannelProtocol> protocol = ChannelProtocol.of(chosen == null ? "" : chosen);
        if (protocol.isPresent()) {
            opened.complete(protocol.get());
        } else {
            opened.completeExceptionally(new IOException("the server speaks none of " + ChannelProtocol.OFFER));
            webSocket.cancel();
        }
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        if (bytes.size() < 2) {
            return; // the server opens each channel by an empty message
        }
        switch (bytes.getByte(0) & 0xff) {
            case ChannelProtocol.STDOUT -> hand(webSocket, new Chunk(StdStream.STDOUT, bytes));
            case ChannelProtocol.STDERR -> hand(webSocket, new Chunk(StdStream.STDERR, bytes));
            case ChannelProtocol.STATUS -> hear(bytes);
            default -> LOG.log(Level.DEBUG, "message on channel {0} passed over", bytes.getByte(0) & 0xff);
        }
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(NORMAL_CLOSURE, null);
        output.end();
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
        output.end();
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, Response response) {
        IOException cause = t instanceof IOException io ? io : new IOException(t);
        opened.completeExceptionally(response == null || response.code() == 101 ? cause : PodApi.refusal(response));
        // Some servers cut the connection once they have said how the process ended.
        if (status().isPresent()) {
            output.end();
        } else {
            output.fail(cause);
        }
    }

    private void hand(WebSocket webSocket, Chunk chunk) {
        try {
            if (!output.put(chunk, chunk.message().size(), PATIENCE) && !output.ended()) {
                output.fail(new IOException("nobody took the output"));
                webSocket.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            webSocket.cancel();
        }
    }

    private void hear(ByteString bytes) {
        synchronized (status) {
            if (status.size() + bytes.size() <= LONGEST_STATUS) {
                byte[] message = bytes.toByteArray();
                status.write(message, 1, message.length - 1);
            }
        }
    }
}
