package io.d2k.docker.stream;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer of unknown length whose head is sent at once, and whose client is watched: when it goes away, what feeds
 * the stream is ended. The connection serves no further request, which the head says of a stream that ends.
 */
public final class ChunkedStream {
    private final OutputStream out;
    private final TakenOver connection;
    private final AtomicBoolean gone = new AtomicBoolean();

    private ChunkedStream(OutputStream out, TakenOver connection) {
        this.out = out;
        this.connection = connection;
    }

    /**
     * Sends the head.
     *
     * @param end called when the client goes away, by another thread; also after the stream has ended
     */
    public static ChunkedStream open(ServerResponse response, Runnable end) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        return endless(response, end);
    }

    /**
     * Sends the head of a stream that has no end of its own, and does not speak of the time after it: clients that keep a
     * connection by themselves (Go's {@code httputil.ClientConn}, and by it go-dockerclient) give up a stream whose head
     * does.
     *
     * @param end called when the client goes away, by another thread
     */
    public static ChunkedStream endless(ServerResponse response, Runnable end) {
        OutputStream out = response.outputStream();
        TakenOver connection = TakenOver.from(response);
        connection.flushHeaders();
        var stream = new ChunkedStream(out, connection);
        ClientWatch.start(connection.connection().dataReader(), () -> {
            stream.gone.set(true);
            end.run();
        });
        return stream;
    }

    /** Returns whether the client has gone away. */
    public boolean clientGone() {
        return gone.get();
    }

    /**
     * Sends a chunk.
     *
     * @throws IOException when the client has gone away
     */
    public void send(byte[] buffer, int offset, int length) throws IOException {
        try {
            out.write(buffer, offset, length);
            out.flush();
        } catch (RuntimeException e) { // Helidon's socket exceptions
            throw new IOException("client has gone away", e);
        }
    }

    /**
     * Ends the stream in good order.
     *
     * @return to be thrown, for Helidon to close the connection
     */
    public CloseConnectionException end() {
        if (!clientGone()) {
            try {
                connection.endBody();
            } catch (RuntimeException e) {
                return new CloseConnectionException("client has gone away", e);
            }
        }
        return new CloseConnectionException("stream has ended");
    }
}
