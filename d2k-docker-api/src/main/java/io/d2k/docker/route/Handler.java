package io.d2k.docker.route;

import java.io.IOException;

/** Answers one kind of request. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request.
     *
     * @throws io.d2k.domain.error.EngineException for an answer with an error
     * @throws io.helidon.webserver.CloseConnectionException once a stream has ended
     * @throws IOException when the client has gone away
     * @throws InterruptedException when the server stops
     */
    void handle(Call call) throws IOException, InterruptedException;
}
