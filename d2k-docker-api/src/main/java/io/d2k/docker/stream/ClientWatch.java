package io.d2k.docker.stream;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;

/** Notices that a client closes its connection while it waits for an answer. */
final class ClientWatch {
    private ClientWatch() {}

    /**
     * Watches until the connection is closed by either side. What the client sends meanwhile is thrown away: a watched
     * connection serves no further request.
     *
     * @param gone called once the client has closed its side
     */
    static void start(DataReader reader, Runnable gone) {
        Thread.ofVirtual().name("client-watch").start(() -> {
            discardAll(reader);
            gone.run();
        });
    }

    /** Reads until the end. */
    static void discardAll(DataReader reader) {
        try {
            while (true) {
                reader.ensureAvailable();
                reader.skip(reader.available());
            }
        } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException | UncheckedIOException e) {
            System.getLogger(ClientWatch.class.getName()).log(System.Logger.Level.TRACE, "client has closed", e);
        }
    }
}
