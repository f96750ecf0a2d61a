package io.d2k.k8s.stream;

import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import okhttp3.WebSocket;
import okio.ByteString;

/**
 * Carries one connection to a port of a pod and back. The protocol has no word for the end of one direction: a client that
 * has sent all it had still gets what comes within a while.
 */
final class PodTunnel implements AutoCloseable {
    private static final long OPEN_SECONDS = 10;
    private static final long HALF_OPEN_SECONDS = 10;
    private static final int CHUNK = 32 * 1024 - 1;
    /** OkHttp ends a socket on which 16 MiB wait. */
    private static final long WAITING = 1024 * 1024;

    private static final long PAUSE_NANOS = 1_000_000;

    private final Socket client;
    private final TunnelSocket tunnel = new TunnelSocket();
    private final WebSocket webSocket;

    private PodTunnel(Socket client, PodApi api, String pod, int port) throws IOException {
        this.client = client;
        this.webSocket = api.socket(
                api.pod(pod) + "/portforward",
                List.of(new Pair("ports", Integer.toString(port))),
                TunnelSocket.PROTOCOL,
                tunnel);
    }

    /** Opens a tunnel for a connection. */
    static PodTunnel open(Socket client, PodApi api, String pod, int port) throws IOException {
        PodTunnel made = new PodTunnel(client, api, pod, port);
        try {
            made.tunnel.opened().get(OPEN_SECONDS, TimeUnit.SECONDS);
            return made;
        } catch (ExecutionException e) {
            made.close();
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        } catch (TimeoutException e) {
            made.close();
            throw new IOException("no answer within " + OPEN_SECONDS + " seconds", e);
        } catch (InterruptedException e) {
            made.close();
            throw CallSlot.interrupted();
        }
    }

    /** Carries until either side has ended. */
    void carry() throws IOException {
        Thread.ofVirtual().name("tunnel-in").start(this::in);
        OutputStream out = client.getOutputStream();
        for (Optional<ByteString> next = tunnel.data().take();
                next.isPresent();
                next = tunnel.data().take()) {
            byte[] message = next.get().toByteArray();
            out.write(message, 1, message.length - 1);
            out.flush();
        }
    }

    private void in() {
        try (InputStream in = new KeptOpen(client.getInputStream())) {
            byte[] message = new byte[CHUNK + 1];
            message[0] = TunnelSocket.DATA;
            for (int n = in.read(message, 1, CHUNK); n >= 0; n = in.read(message, 1, CHUNK)) {
                awaitRoom();
                if (!webSocket.send(ByteString.of(message, 0, n + 1))) {
                    break;
                }
            }
            CompletableFuture.delayedExecutor(HALF_OPEN_SECONDS, TimeUnit.SECONDS)
                    .execute(this::close);
        } catch (IOException e) {
            close();
        }
    }

    // OkHttp says by no event that its queue has drained; a pause is 1 ms, for only as long as the pod is slow.
    private void awaitRoom() throws IOException {
        while (webSocket.queueSize() > WAITING) {
            if (tunnel.data().ended()) {
                throw new IOException("the tunnel has ended");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        tunnel.data().close();
        webSocket.cancel();
    }

    /** The end of the input is not that of the connection. */
    private static final class KeptOpen extends java.io.FilterInputStream {
        KeptOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // the socket's owner closes it
        }
    }
}
