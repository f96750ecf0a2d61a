package io.d2k.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Probes and metrics. */
class ObserveServerTest {
    private static final String LOCAL = "127.0.0.1";

    private final Metrics metrics = new Metrics();
    private Optional<String> trouble = Optional.empty();

    private HttpResponse<String> get(ObserveServer server, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + LOCAL + ":" + server.port() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private ObserveServer start() {
        return ObserveServer.start(LOCAL, 0, metrics, () -> trouble);
    }

    @Test
    void itLivesWhateverTheClusterDoesAndIsReadyWhenAllIsWell() throws IOException, InterruptedException {
        try (ObserveServer server = start()) {
            assertEquals("ready\n", get(server, "/health/ready").body());
            trouble = Optional.of("pods is forbidden");
            HttpResponse<String> unready = get(server, "/health/ready");
            assertEquals(503, unready.statusCode());
            assertEquals("pods is forbidden\n", unready.body());
            assertEquals(200, get(server, "/health/live").statusCode());
        }
    }

    @Test
    void metricsAreInThePrometheusTextFormat() throws IOException, InterruptedException {
        metrics.count("c", "Help.", "route", "/info");
        try (ObserveServer server = start()) {
            HttpResponse<String> answer = get(server, "/metrics");
            assertEquals("# HELP c Help.\n# TYPE c counter\nc{route=\"/info\"} 1\n", answer.body());
            assertTrue(
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"),
                    answer::toString);
        }
    }

    @Test
    void nothingElseIsServed() throws IOException, InterruptedException {
        try (ObserveServer server = start()) {
            assertEquals(404, get(server, "/info").statusCode());
            assertEquals(404, get(server, "/containers/json").statusCode());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UncheckedIOException e = assertThrows(
                    UncheckedIOException.class,
                    () -> ObserveServer.start(LOCAL, taken.getLocalPort(), metrics, Optional::empty));
            assertTrue(String.valueOf(e.getMessage()).contains(LOCAL + ":" + taken.getLocalPort()), e::getMessage);
        }
    }
}
