package io.d2k.docker.route;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The body of a request, which a handler reads or not. */
public final class RequestBody {
    /** How much of a body that no handler reads is taken in, in bytes: what Go's HTTP server takes, and so the engine. */
    private static final int DISCARDED = 256 << 10;

    private final ServerRequest request;
    private final Transport transport;
    private boolean taken;

    /** Makes the body of a request. */
    public RequestBody(ServerRequest request, Transport transport) {
        this.request = request;
        this.transport = transport;
    }

    /** Returns its length, in bytes; nothing when only its end tells. */
    Optional<Long> length() {
        if (!request.content().hasEntity()) {
            return Optional.of(0L);
        }
        var length = request.headers().contentLength();
        return length.isPresent() ? Optional.of(length.getAsLong()) : Optional.empty();
    }

    /** Reads all of it, up to the largest that is read. */
    byte[] read() throws IOException {
        taken = true;
        int max = transport.maxBodyBytes();
        if (length().orElse(0L) > max) {
            throw new StatusException(413, "http: request body too large");
        }
        if (length().equals(Optional.of(0L))) {
            return new byte[0];
        }
        // An interrupt closes the connection, which ends the read.
        var deadline = transport.deadlines().in(transport.bodyTimeout(), Thread.currentThread()::interrupt);
        byte[] bytes;
        try {
            bytes = request.content().inputStream().readNBytes(max + 1);
        } catch (NumberFormatException | DataReader.IncorrectNewLineException e) {
            met(deadline);
            throw new StatusException(400, "malformed HTTP request"); // what Helidon makes of a malformed chunk
        } catch (IOException | RuntimeException e) {
            met(deadline);
            throw e;
        }
        met(deadline);
        if (bytes.length > max) {
            throw new StatusException(413, "http: request body too large");
        }
        return bytes;
    }

    /** Returns it as it comes, of any size; a client that sends nothing for too long is cut off. */
    InputStream stream() {
        taken = true;
        return length().equals(Optional.of(0L))
                ? InputStream.nullInputStream()
                : new PatientBody(request.content().inputStream(), transport);
    }

    /**
     * Takes in what no handler has read, within bounds: many clients send bodies that mean nothing, and go on to use the
     * connection. To be called before the answer begins.
     *
     * @return whether the connection can carry another request
     */
    public boolean discard() {
        if (!request.content().hasEntity() || request.content().consumed()) {
            return true;
        }
        // of what a handler did not read to its end the client may send the rest after the answer, or never
        if (taken || length().orElse(0L) > DISCARDED || request.headers().contains(HeaderNames.EXPECT)) {
            return false;
        }
        try {
            new PatientBody(request.content().inputStream(), transport).skip(DISCARDED + 1L);
        } catch (IOException
                | UncheckedIOException
                | StatusException
                | DataReader.InsufficientDataAvailableException e) {
            return false; // the answer is still owed
        }
        return request.content().consumed();
    }

    private static void met(Deadlines.Deadline deadline) {
        if (!deadline.met()) {
            throw new CloseConnectionException("client is too slow with its body");
        }
    }
}
