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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries one connection to a port of a pod and back. The protocol has no word for the end of one direction, and a client
 * that has only ended its own looks like one that has gone: it still gets what comes, until nothing does for a while. Then
 * the process is told that the connection has ended, for which some wait (Ryuk of Testcontainers stops when its clients
 * have gone).
 */
final class PodTunnel implements AutoCloseable {
    private static final long OPEN_SECONDS = 10;
    private static final long SILENCE_SECONDS = 2;
    private static final int CHUNK = 32 * 1024 - 1;

    private final Socket client;
    private final TunnelSocket tunnel = new TunnelSocket();
    private final FrameSocket webSocket;
    /** Odd while a message is passed on to the client, and another number after each. */
    private final AtomicLong progress = new AtomicLong();

    private volatile boolean closed;

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
        for (Optional<byte[]> next = tunnel.data().take();
                next.isPresent();
                next = tunnel.data().take()) {
            byte[] message = next.get();
            progress.incrementAndGet();
            out.write(message, 1, message.length - 1);
            out.flush();
            progress.incrementAndGet();
        }
    }

    private void in() {
        try (InputStream in = new KeptOpen(client.getInputStream())) {
            byte[] part = new byte[CHUNK];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                webSocket.send(TunnelSocket.DATA, part, 0, n);
            }
            closeWhenSilent();
        } catch (IOException e) {
            close();
        }
    }

    private void closeWhenSilent() {
        long before = progress.get();
        CompletableFuture.delayedExecutor(SILENCE_SECONDS, TimeUnit.SECONDS).execute(() -> {
            boolean passing = before % 2 != 0;
            if (!closed && (passing || progress.get() != before)) {
                closeWhenSilent();
            } else {
                close();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
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
