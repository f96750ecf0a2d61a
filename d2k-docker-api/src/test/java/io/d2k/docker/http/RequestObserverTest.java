package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told of requests ends in logs: it must hold no secret. */
class RequestObserverTest {
    @Test
    void hearsOfNeitherParametersNorHeadersNorBodies() throws IOException {
        TestServer server = new TestServer();
        try (server) {
            server.send(
                    "POST",
                    "/v1.45/containers/box/start?token=secret",
                    "Authorization: Bearer secret",
                    "X-Registry-Auth: secret",
                    "@{\"password\":\"secret\"}");
            server.send("NONSENSE", "/nowhere?secret");
        }
        assertEquals(
                // whoever has the answer of the first may be sooner with the second than the server with what it tells
                Set.of(
                        new RequestObserver.Outcome(
                                "POST", "/containers/{id}/start", "/v1.45/containers/box/start", 400, Duration.ZERO),
                        new RequestObserver.Outcome("OTHER", "none", "/nowhere", 404, Duration.ZERO)),
                server.outcomes.stream()
                        .map(o ->
                                new RequestObserver.Outcome(o.method(), o.route(), o.path(), o.status(), Duration.ZERO))
                        .collect(Collectors.toSet()));
    }
}
