package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.error.EngineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code attach/ws} with the JDK's own client. */
class WebSocketTest {
    private final TestServer server = new TestServer();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
    }

    /** Collects what comes until the server closes. */
    private static final class Collector implements WebSocket.Listener {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final CompletableFuture<Void> pong = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] chunk = new byte[data.remaining()];
            data.get(chunk);
            bytes.writeBytes(chunk);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pong.complete(null);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    private WebSocket open(Collector collector, String query) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/v1.45/containers/box/attach/ws?" + query);
        return client.newWebSocketBuilder().buildAsync(uri, collector).get(60, TimeUnit.SECONDS);
    }

    @Test
    void messagesGoBothWays() throws Exception {
        var session = new FakeSession(true);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        var collector = new Collector();
        WebSocket socket = open(collector, "stream=1&stdin=1&stdout=1");

        socket.sendPing(ByteBuffer.allocate(3)).get(60, TimeUnit.SECONDS);
        collector.pong.get(60, TimeUnit.SECONDS);
        socket.sendText("hello ", false).get(60, TimeUnit.SECONDS);
        socket.sendText("w".repeat(70_000), true).get(60, TimeUnit.SECONDS);
        session.out("x".repeat(100)).out("y".repeat(1000)).out("z".repeat(70_000));
        while (session.input().length() < 70_006) {
            Thread.sleep(5);
        }
        session.end();

        assertEquals(1000, collector.closed.get(60, TimeUnit.SECONDS));
        assertEquals(
                "x".repeat(100) + "y".repeat(1000) + "z".repeat(70_000),
                collector.bytes.toString(StandardCharsets.UTF_8));
        assertEquals("hello " + "w".repeat(70_000), session.input());
        verify(server.containers).attach("box", new AttachRequest(false, true, true, true, false));
    }

    @Test
    void closingTheSocketEndsTheSession() throws Exception {
        var session = new FakeSession(true);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        WebSocket socket = open(new Collector(), "stream=1&stdout=1");

        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);

        assertTrue(session.closed.await(60, TimeUnit.SECONDS));
    }

    @Test
    void whatIsNoHandshakeIsRefused() throws IOException {
        doThrow(EngineException.notFound("No such container: ghost"))
                .when(server.containers)
                .requireExists("ghost");
        assertEquals(
                "404 application/json\n{\"message\":\"No such container: ghost\"}",
                server.send("GET", "/containers/ghost/attach/ws?stream=1").text());
        assertEquals(
                "400 application/json\n{\"message\":\"not a WebSocket handshake (version 13)\"}",
                server.send("GET", "/containers/box/attach/ws?stream=1").text());
    }
}
