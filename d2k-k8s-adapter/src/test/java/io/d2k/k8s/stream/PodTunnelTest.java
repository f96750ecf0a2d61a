package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.k8s.client.KubernetesClients;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PodTunnelTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /** A pod that answers each message by the same in brackets. */
    private static void echo(FakeApi.Exchange exchange) throws IOException {
        var socket = new FakeWebSocket(exchange, TunnelSocket.PROTOCOL);
        socket.send(0, new byte[] {80, 0});
        socket.send(1, new byte[] {80, 0});
        FakeWebSocket.Message message = socket.receive();
        socket.send(0, "[" + message.text() + "]");
        socket.close();
        socket.receive();
    }

    @Test
    void severalConnectionsAreCarriedToThePodThatRuns() throws IOException {
        int port = freePort();
        try (var api = new FakeApi(PodTunnelTest::echo);
                KubernetesClients clients = api.clients();
                var listener =
                        new ForwardListener(LOOPBACK, port, new PodApi(clients), () -> Optional.of("web-7"), 80);
                Socket one = new Socket(LOOPBACK, port);
                Socket two = new Socket(LOOPBACK, port)) {
            two.getOutputStream().write("b".getBytes(StandardCharsets.UTF_8));
            one.getOutputStream().write("a".getBytes(StandardCharsets.UTF_8));
            assertArrayEquals(
                    "[a]".getBytes(StandardCharsets.UTF_8), one.getInputStream().readAllBytes());
            assertArrayEquals(
                    "[b]".getBytes(StandardCharsets.UTF_8), two.getInputStream().readAllBytes());
            assertEquals(
                    "/api/v1/namespaces/ns/pods/web-7/portforward?ports=80",
                    api.requests().getFirst());
            assertThrows(
                    BindException.class,
                    () -> new ForwardListener(LOOPBACK, port, new PodApi(clients), Optional::empty, 80));
        }
    }

    @Test
    void aClientThatHasEndedGetsWhatComesAndThePodLearnsOfItsEnd() throws Exception {
        int port = freePort();
        var ended = new CompletableFuture<Duration>();
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, TunnelSocket.PROTOCOL);
                    socket.send(0, new byte[] {80, 0});
                    socket.send(1, new byte[] {80, 0});
                    socket.receive();
                    for (int part = 1; part <= 3; part++) {
                        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                        socket.send(0, "part " + part + "\n");
                    }
                    Instant last = Instant.now();
                    assertThrows(IOException.class, socket::receive);
                    ended.complete(Duration.between(last, Instant.now()));
                });
                KubernetesClients clients = api.clients();
                var listener =
                        new ForwardListener(LOOPBACK, port, new PodApi(clients), () -> Optional.of("web-7"), 80);
                Socket client = new Socket(LOOPBACK, port)) {
            client.getOutputStream().write("a".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertEquals(
                    "part 1\npart 2\npart 3\n",
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(ended.get(60, TimeUnit.SECONDS).toSeconds() < 8, "long before a stop would kill");
        }
    }

    @Test
    void aConnectionEndsWhereNoPodRunsOrThePodRefuses() throws IOException {
        int port = freePort();
        int refused = freePort();
        try (var api = new FakeApi(exchange -> exchange.refuse(404, "NotFound", "pods \"web-7\" not found"));
                KubernetesClients clients = api.clients();
                var none = new ForwardListener(LOOPBACK, port, new PodApi(clients), Optional::empty, 80);
                var gone = new ForwardListener(LOOPBACK, refused, new PodApi(clients), () -> Optional.of("web-7"), 80);
                Socket one = new Socket(LOOPBACK, port);
                Socket two = new Socket(LOOPBACK, refused)) {
            assertEquals(-1, one.getInputStream().read());
            assertEquals(-1, two.getInputStream().read());
        }
    }
}
