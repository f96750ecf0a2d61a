package io.d2k.examples;

import io.d2k.embed.D2k;
import io.d2k.embed.DockerEndpoint;
import io.d2k.embed.EndpointOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;

/**
 * The Docker API on a Helidon server of one's own, beside other routes.
 *
 * @param server the server
 * @param endpoint the API on it
 */
public record OwnServer(WebServer server, DockerEndpoint endpoint) implements AutoCloseable {
    /** Starts it on a free port of this machine. */
    public static OwnServer start(D2k d2k) {
        DockerEndpoint endpoint = d2k.endpoint(EndpointOptions.USUAL);
        WebServerConfig.Builder config = WebServer.builder().host("127.0.0.1").port(0);
        // what is one's own comes first: the API answers every path
        endpoint.serveOn(config, routing -> routing.get("/about", (request, response) -> response.send("mine")));
        return new OwnServer(config.build().start(), endpoint);
    }

    /** Ends it: streams first, for which the server would wait. */
    @Override
    public void close() {
        endpoint.endStreams();
        server.stop();
        endpoint.close();
    }
}
