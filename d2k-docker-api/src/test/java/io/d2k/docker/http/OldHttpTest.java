package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.container.Created;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1.0, such as health checks: the Docker Engine serves them, too. */
class OldHttpTest {
    private final TestServer server = new TestServer(HttpSettings.of("127.0.0.1", 0)
            .withTimeouts(new HttpSettings.Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1))));

    @AfterEach
    void stop() {
        server.close();
    }

    private String talk(String... parts) throws IOException {
        try (Wire wire = server.wire()) {
            for (String part : parts) {
                wire.write(part);
            }
            return new String(wire.rest(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /_ping HTTP/1.0\r\n\r\n",
                "GET /_ping HTTP/1.0\r\nHost: d2k\r\nConnection: keep-alive\r\n\r\n",
                "GET /v1.45/_ping HTTP/1.0\r\nUser-Agent: ApacheBench/2.3\r\n\r\n"
            })
    void isAnsweredInItsOwnVersionAndEndsTheConnection(String request) throws IOException {
        String answer = talk(request);
        assertTrue(answer.startsWith("HTTP/1.0 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Length: 2\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nOK"), answer);
    }

    @Test
    void theFirstLineMayComeInPieces() throws IOException {
        assertTrue(talk("GET /_ping HT", "TP/1.0\r", "\n", "\r\n").endsWith("\r\n\r\nOK"));
        try (Wire wire = server.wire()) {
            wire.write("GET /_ping HT").write("TP/1.1\r\nHost: d2k\r\n\r\n");
            assertEquals("OK", wire.answer(false).body());
        }
    }

    /** What HAProxy asks when nothing else is set. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/nope", "/v1.45/containers/json"})
    void optionsOfAnyPathAreAnswered(String path) throws IOException {
        String answer = talk("OPTIONS " + path + " HTTP/1.0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.0 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Length: 0\r\n") && answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void errorsAreToldInJson() throws IOException {
        String answer = talk("GET /nope HTTP/1.0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.0 404 Not Found\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n{\"message\":\"page not found\"}\n"), answer);
    }

    @Test
    void bodiesAreRead() throws IOException {
        when(server.containers.create(any())).thenReturn(new Created("ab", List.of()));
        String answer = talk(
                "POST /containers/create HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n",
                "{\"Image\":\"busy\"}");
        assertTrue(answer.startsWith("HTTP/1.0 201 Created\r\n"), answer);
        verify(server.containers).create(any());
    }

    @Test
    void aConnectionOnWhichNothingIsSentIsEnded() throws IOException {
        assertEquals("", talk());
    }
}
