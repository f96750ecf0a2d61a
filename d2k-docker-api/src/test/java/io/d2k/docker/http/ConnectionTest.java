package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.container.Created;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, limits, and clients that do not behave. */
class ConnectionTest {
    private static final String CREATE =
            "POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    private final TestServer server =
            new TestServer(HttpSettings.of("127.0.0.1", 0).withLimits(new HttpSettings.Limits(8192, 16384, 100_000)));

    ConnectionTest() {
        when(server.containers.create(any())).thenReturn(new Created("ab", List.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String message(String text) {
        return "{\"message\":\"" + text + "\"}\n";
    }

    @Test
    void connectionsAreUsedAgain() throws IOException {
        try (Wire wire = server.wire()) {
            for (int i = 0; i < 3; i++) {
                wire.request("GET", "/_ping");
                assertEquals("OK", wire.answer(false).body());
                wire.write(CREATE + "Content-Length: 16\r\n\r\n{\"Image\":\"busy\"}");
                assertEquals(201, wire.answer(false).status());
                wire.request("POST", "/containers/box/start");
                assertEquals(304, wire.answer(false).status());
                wire.request("GET", "/nope");
                assertEquals(404, wire.answer(false).status());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (Wire wire = server.wire()) {
            wire.request("GET", "/_ping")
                    .request("POST", "/containers/box/start")
                    .request("GET", "/nope");
            assertEquals(200, wire.answer(false).status());
            assertEquals(304, wire.answer(false).status());
            assertEquals(404, wire.answer(false).status());
        }
    }

    @Test
    void bodiesMayBeChunked() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(CREATE + "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"Image\":\r\n7\r\n\"busy\"}\r\n0\r\n\r\n");
            assertEquals(201, wire.answer(false).status());
            wire.request("GET", "/_ping");
            assertEquals("OK", wire.answer(false).body());
        }
    }

    /** Docker's engine does not read that header: what an archive is compressed with, its first bytes tell. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "identity", "nonsense"})
    void contentEncodingsChangeNothing(String encoding) throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(CREATE + "Content-Encoding: " + encoding + "\r\nContent-Length: 16\r\n\r\n{\"Image\":\"busy\"}");
            assertEquals(201, wire.answer(false).status());
            wire.request("GET", "/_ping");
            assertEquals("OK", wire.answer(false).body());
        }
    }

    @Test
    void bodiesMayWaitForAContinue() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(CREATE + "Expect: 100-continue\r\nContent-Length: 16\r\n\r\n");
            assertEquals(100, wire.head().status());
            wire.write("{\"Image\":\"busy\"}");
            assertEquals(201, wire.answer(false).status());
        }
    }

    @Test
    void closeIsKept() throws IOException {
        try (Wire wire = server.wire()) {
            wire.request("GET", "/_ping", "Connection: close");
            assertEquals("close", wire.answer(false).header("Connection"));
            assertEquals(0, wire.rest().length);
        }
    }

    @Test
    void emptyHostHeaderIsAccepted() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write("GET /_ping HTTP/1.1\r\nHost: \r\n\r\n");
            assertEquals(200, wire.answer(false).status());
        }
    }

    @Test
    void tooLargeBodiesAreRefused() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(CREATE + "Content-Length: 100001\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertEquals(413, answer.status());
            assertEquals("application/json", answer.header("Content-Type"));
            assertEquals(message("http: request body too large"), answer.body());
            assertEquals(0, wire.rest().length);
        }
    }

    /** What is left of a refused body must never be taken for a request. */
    @Test
    void leftoverOfATooLargeChunkedBodyIsNoRequest() throws IOException {
        try (Wire wire = server.wire()) {
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            wire.write(CREATE + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(4));
            wire.write("DELETE /containers/box?force=1 HTTP/1.1\r\nHost: x\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertEquals(413, answer.status());
            wire.socket.shutdownOutput();
            assertEquals(0, wire.rest().length);
        }
        verify(server.containers, never()).remove(any(), anyBoolean(), anyBoolean());
    }

    /** The body of a route that reads none: the answer arrives, and the body is no request. */
    @Test
    void unreadBodyIsNoRequest() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write("POST /build HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 20; i++) {
                wire.write(chunk);
            }
            Wire.Answer answer = wire.answer(false);
            assertEquals(501, answer.status());
            wire.socket.shutdownOutput();
            assertEquals(0, wire.rest().length);
        }
    }

    /** Several clients send bodies that mean nothing, and the next request by the same connection. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            })
    void bodyThatNobodyReadsIsPassedOver(String body) throws IOException {
        try (Wire wire = server.wire()) {
            for (String path : List.of("/containers/prune", "/build", "/no/such/page", "/containers/none/wait")) {
                wire.write("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + body);
                wire.answer(false);
            }
            wire.write("GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, wire.answer(false).status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /_ping\r\n\r\n",
                "GET /_ping HTTP/3\r\n\r\n",
                "GET /_ping HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /_ping HTTP/1.1\nHost: x\n\n",
                CREATE + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
            })
    void malformedRequestsAreAnsweredInJson(String request) throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(request);
            Wire.Answer answer = wire.answer(false);
            assertEquals(400, answer.status());
            assertEquals("application/json", answer.header("Content-Type"));
            assertEquals("1.45", answer.header("Api-Version"));
            assertEquals(message("malformed HTTP request"), answer.body());
        }
    }

    @Test
    void malformedChunksAreRefused() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write(CREATE + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
            Wire.Answer answer = wire.answer(false);
            assertEquals(400, answer.status());
            assertEquals(message("malformed HTTP request"), answer.body());
            wire.socket.shutdownOutput();
            assertEquals(0, wire.rest().length);
        }
    }

    @Test
    void tooLongHeadersAreRefused() throws IOException {
        try (Wire wire = server.wire()) {
            wire.write("GET /_ping HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(17000) + "\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertEquals(431, answer.status());
            assertEquals(message("request headers too large"), answer.body());
        }
        try (Wire wire = server.wire()) {
            wire.write("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertEquals(414, answer.status());
            assertEquals(message("request line too long"), answer.body());
        }
    }

    @Test
    void longHeadersWithinTheLimitAreRead() throws IOException {
        assertEquals(
                200,
                server.send("GET", "/_ping", "X-Registry-Auth: " + "x".repeat(15000))
                        .status());
        assertEquals(404, server.send("GET", "/" + "x".repeat(7000)).status());
    }

    /** A server that waits so long for headers, and for bodies. */
    private static TestServer waiting(Duration patience) {
        return new TestServer(HttpSettings.of("127.0.0.1", 0)
                .withTimeouts(new HttpSettings.Timeouts(
                        patience, patience, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(1))));
    }

    private static void assertEnded(Wire wire) {
        IOException end = assertThrows(IOException.class, wire::head);
        assertFalse(end instanceof SocketTimeoutException, "the server goes on waiting");
    }

    @Test
    void slowHeadersEndTheConnection() throws IOException {
        try (TestServer impatient = waiting(Duration.ofSeconds(1));
                Wire wire = impatient.wire()) {
            wire.write("GET /_ping HTTP/1.1\r\nHo");
            assertEnded(wire);
        }
    }

    @Test
    void slowBodiesEndTheConnection() throws IOException {
        try (TestServer impatient = waiting(Duration.ofSeconds(1));
                Wire wire = impatient.wire()) {
            wire.write(CREATE + "Content-Length: 16\r\n\r\n{\"Im");
            assertEnded(wire);
            verify(impatient.containers, never()).create(any());
        }
    }

    @Test
    void slowButTimelyClientsAreServed() throws Exception {
        Duration patience = Duration.ofSeconds(5);
        try (TestServer patient = waiting(patience);
                Wire wire = patient.wire()) {
            for (int i = 0; i < 2; i++) {
                wire.write("GET /_ping HTTP/1.1\r\n");
                Thread.sleep(200);
                wire.write("Host: x\r\n\r\n");
                assertEquals(200, wire.answer(false).status());
                if (i == 0) {
                    Thread.sleep(patience);
                }
            }
        }
    }
}
