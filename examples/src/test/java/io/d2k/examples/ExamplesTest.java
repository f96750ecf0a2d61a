package io.d2k.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageConfig;
import io.d2k.embed.ClusterOptions;
import io.d2k.embed.D2k;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples, on a cluster that nobody has. */
class ExamplesTest {
    private static String printed(Runnable program) {
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static D2k simulated() {
        return D2k.simulated(ClusterOptions.of("space"), UnaryOperator.identity());
    }

    @Test
    void aComposeFileIsTranslated(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("compose.yaml"), "services: {web: {image: nginx, restart: always, ports: ['80:80']}}");
        String out = printed(() -> TranslateCompose.main(file.toString(), "space"));
        assertTrue(out.contains("kind: Deployment") && out.contains("namespace: space"), out);
    }

    @Test
    void aContainerIsRunByTheUseCases() {
        try (D2k d2k = simulated()) {
            String out = printed(() -> RunContainer.run(d2k, "nginx", System.out));
            assertEquals("example of nginx is running\n", out);
        }
    }

    @Test
    void theApiIsServedBesideOwnRoutes() throws IOException, InterruptedException {
        try (D2k d2k = simulated();
                OwnServer own = OwnServer.start(d2k)) {
            assertEquals("mine", get(own, "/about"));
            assertEquals("OK", get(own, "/_ping"));
            String made = send(
                    own,
                    "/v1.45/containers/create?name=web",
                    HttpRequest.BodyPublishers.ofString("{\"Image\":\"nginx\"}"));
            assertTrue(made.contains("\"Id\""), made);
            assertTrue(get(own, "/v1.45/containers/json?all=1").contains("/web"), made);
        }
    }

    private static String get(OwnServer own, String path) throws IOException, InterruptedException {
        return request(own, HttpRequest.newBuilder(uri(own, path)).GET());
    }

    private static String send(OwnServer own, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return request(
                own,
                HttpRequest.newBuilder(uri(own, path))
                        .header("Content-Type", "application/json")
                        .POST(body));
    }

    private static URI uri(OwnServer own, String path) {
        return URI.create("http://127.0.0.1:" + own.server().port() + path);
    }

    private static String request(OwnServer own, HttpRequest.Builder request) throws IOException, InterruptedException {
        assertTrue(own.server().isRunning());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertTrue(response.statusCode() < 300, response.body());
            return response.body();
        }
    }

    @Test
    void anOwnPortTakesThePlaceOfRegistries() {
        var config = new ImageConfig(
                List.of("/serve"),
                List.of(),
                List.of(),
                "",
                "",
                List.of(),
                List.of(),
                Map.of("kept", "yes"),
                "",
                Optional.empty());
        var images = new OwnImages(Map.of("web", config));
        try (D2k d2k = D2k.simulated(ClusterOptions.of("space"), images.asPort())) {
            var containers = d2k.engine().containers();
            assertEquals("example of web is running\n", printed(() -> RunContainer.run(d2k, "web", System.out)));
            EngineException e = assertThrows(EngineException.class, () -> RunContainer.run(d2k, "other", System.out));
            assertTrue(String.valueOf(e.getMessage()).contains("other"), e::getMessage);
            assertEquals(
                    0,
                    containers.list(new ContainerQuery(true, 0, Filters.NONE)).size());
        }
    }
}
