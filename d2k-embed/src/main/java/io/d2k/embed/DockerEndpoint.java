package io.d2k.embed;

import io.d2k.docker.http.DockerApi;
import io.d2k.docker.http.DockerServer;
import io.d2k.docker.http.HttpSettings;
import io.d2k.docker.http.RequestObserver;
import io.d2k.domain.engine.Engine;
import io.d2k.server.Build;
import io.d2k.server.UseCases;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.time.Clock;
import java.util.function.Consumer;

/** The Docker API for a Helidon listener of one's own. */
public final class DockerEndpoint implements AutoCloseable {
    private final DockerApi api;

    DockerEndpoint(Engine engine, EndpointOptions options, Clock clock) {
        api = new DockerApi(
                UseCases.of(engine),
                HttpSettings.of("127.0.0.1", 0).withAllowed(options.allowedHosts(), options.allowedOrigins()),
                Build.current().told(),
                clock,
                RequestObserver.NONE);
    }

    /**
     * Makes a listener serve the API: its routes, and the protocol, limits and times that streams of Docker's need. The
     * API answers every path, so routes of one's own come first. The address and TLS are left to the caller.
     *
     * <p>Who reaches the listener has full power over the namespace.
     *
     * @param listener a listener, or the whole server
     * @param own adds routes of one's own
     */
    public void serveOn(ListenerConfig.BuilderBase<?, ?> listener, Consumer<HttpRouting.Builder> own) {
        DockerServer.configure(listener, api, own);
    }

    /** Returns how many streams (logs, events, waits, attached processes) are open. */
    public int openStreams() {
        return api.openStreams();
    }

    /** Ends all open streams and refuses later ones; to be called before the listener is stopped, which waits for them. */
    public void endStreams() {
        api.endStreams();
    }

    /** Lets go of everything; to be called after the listener is stopped. */
    @Override
    public void close() {
        api.close();
    }
}
