package io.d2k.server.observe;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** Probes and metrics on a port of their own, which needs no access to the Docker API and gives none. */
public final class ObserveServer implements AutoCloseable {
    private final WebServer server;

    private ObserveServer(WebServer server) {
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param trouble why no requests should come here now, nothing when all is well
     * @throws UncheckedIOException when the port cannot be listened on
     */
    public static ObserveServer start(String host, int port, Metrics metrics, Supplier<Optional<String>> trouble) {
        var routing = HttpRouting.builder()
                .get("/health/live", (request, response) -> answer(response, Status.OK_200, "alive"))
                .get("/health/ready", (request, response) -> {
                    Optional<String> why = trouble.get();
                    answer(
                            response,
                            why.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                            why.orElse("ready"));
                })
                .get("/metrics", (request, response) -> {
                    response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
                    response.send(metrics.text());
                });
        WebServer server = WebServer.builder()
                .shutdownHook(false)
                .protocolsDiscoverServices(true)
                .bindAddress(new InetSocketAddress(host, port))
                .routing(routing)
                .build()
                .start();
        if (!server.isRunning()) { // Helidon logs why, and returns
            server.stop();
            throw new UncheckedIOException(new IOException("the port for probes, " + host + ":" + port));
        }
        return new ObserveServer(server);
    }

    private static void answer(ServerResponse response, Status status, String text) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.send(text + "\n");
    }

    /** Returns the port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
