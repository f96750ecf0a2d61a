package io.d2k.docker.http;

import io.d2k.docker.json.ContainerEncoder;
import io.d2k.docker.json.SystemEncoder;
import io.d2k.docker.route.Deadlines;
import io.d2k.docker.route.Engine;
import io.d2k.docker.route.Routes;
import io.d2k.docker.route.Transport;
import io.d2k.docker.stream.Connections;
import io.d2k.docker.stream.LiveStreams;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.http.HttpRouting;
import java.time.Clock;

/**
 * The Docker Engine API on an engine. {@link DockerServer} serves it; {@link #mount} puts it behind somebody's own
 * Helidon listener.
 */
public final class DockerApi implements AutoCloseable {
    private final HttpSettings settings;
    private final Connections connections = new Connections();
    private final LiveStreams streams = new LiveStreams();
    private final Deadlines deadlines = new Deadlines();
    private final CommonHeaders headers;
    private final Routes routes;
    private final Dispatcher dispatcher;

    /**
     * Makes the API.
     *
     * @param build what the engine says of itself
     * @param clock tells how long ago things were
     * @param observer is told of each request
     */
    public DockerApi(
            Engine engine, HttpSettings settings, SystemEncoder.Build build, Clock clock, RequestObserver observer) {
        this.settings = settings;
        this.headers = new CommonHeaders(build.version());
        this.routes = new Routes(engine, new ContainerEncoder(clock), new SystemEncoder(build, clock));
        var transport = new Transport(
                connections,
                streams,
                deadlines,
                settings.limits().body(),
                settings.timeouts().body());
        this.dispatcher = new Dispatcher(
                routes,
                transport,
                headers,
                new SiteRule(
                        settings.allowedOrigins(),
                        settings.allowedHosts(),
                        settings.tls().isPresent()),
                observer);
    }

    /**
     * Adds the routes, and the filter that they need. They answer every path, so that other routes have to be added
     * before. The listener must have {@link #connectionOptions()}.
     */
    public void mount(HttpRouting.Builder routing) {
        routing.addFilter(new CloseFilter(connections));
        routing.any(dispatcher);
    }

    /** Returns the options that the listener's connections need, for streams to end well. */
    public SocketOptions connectionOptions() {
        return connections.options(settings.timeouts().keepAlive());
    }

    /** Returns the route table. */
    public Routes routes() {
        return routes;
    }

    /** Returns how many streams (logs, events, waits, attached processes) are open. */
    public int openStreams() {
        return streams.count();
    }

    HttpSettings settings() {
        return settings;
    }

    CommonHeaders headers() {
        return headers;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Ends all open streams and refuses later ones; to be called before the listener is stopped, which waits for them. */
    public void endStreams() {
        streams.close();
    }

    /** Lets go of everything; to be called after the listener is stopped. */
    @Override
    public void close() {
        endStreams();
        deadlines.close();
    }
}
