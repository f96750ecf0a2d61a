package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LeaderProxyTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY = new InetSocketAddress(LOOPBACK, 0);

    private ServerSocket leader;
    private LeaderProxy proxy;

    @BeforeEach
    void start() throws IOException {
        leader = new ServerSocket(0, 50, LOOPBACK);
        proxy = new LeaderProxy(ANY, false, Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        leader.close();
    }

    private static Optional<InetSocketAddress> address(ServerSocket socket) {
        return Optional.of(new InetSocketAddress(LOOPBACK, socket.getLocalPort()));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void bytesGoBothWaysAndEachWayEndsByItself() throws IOException {
        proxy.leader(address(leader));
        try (Socket client = new Socket(LOOPBACK, proxy.port());
                Socket served = leader.accept()) {
            write(client, "asked");
            client.shutdownOutput();
            assertEquals("asked", rest(served));
            write(served, "answered");
            served.shutdownOutput();
            assertEquals("answered", rest(client));
        }
    }

    @Test
    void aConnectionWaitsForALeader() throws IOException {
        try (Socket client = new Socket(LOOPBACK, proxy.port())) {
            write(client, "asked");
            client.shutdownOutput();
            proxy.leader(address(leader));
            try (Socket served = leader.accept()) {
                assertEquals("asked", rest(served));
            }
        }
    }

    @Test
    void aLeaderThatCannotBeReachedIsWaitedFor() throws IOException {
        ServerSocket dead = new ServerSocket(0, 50, LOOPBACK);
        Optional<InetSocketAddress> nobody = address(dead);
        dead.close();
        proxy.leader(nobody);
        try (Socket client = new Socket(LOOPBACK, proxy.port())) {
            write(client, "asked");
            client.shutdownOutput();
            proxy.leader(address(leader));
            try (Socket served = leader.accept()) {
                assertEquals("asked", rest(served));
            }
        }
    }

    @Test
    void connectionsToAnEarlierLeaderEnd() throws IOException {
        proxy.leader(address(leader));
        try (Socket client = new Socket(LOOPBACK, proxy.port());
                Socket served = leader.accept()) {
            write(client, "x");
            assertEquals('x', served.getInputStream().read());
            proxy.leader(Optional.empty());
            assertEquals(-1, client.getInputStream().read());
            assertEquals(-1, served.getInputStream().read());
        }
    }

    @Test
    void withoutALeaderTheAnswerIsClear() throws IOException {
        try (LeaderProxy impatient = new LeaderProxy(ANY, false, Duration.ofMillis(50));
                Socket client = new Socket(LOOPBACK, impatient.port())) {
            write(client, "GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n");
            String answer = rest(client);
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            assertTrue(
                    answer.endsWith("{\"message\":\"no d2k leads this namespace at the moment; try again\"}\n"),
                    answer);
        }
    }

    @Test
    void underTlsTheConnectionJustEnds() throws IOException {
        try (LeaderProxy impatient = new LeaderProxy(ANY, true, Duration.ofMillis(50));
                Socket client = new Socket(LOOPBACK, impatient.port())) {
            assertEquals("", rest(client));
        }
    }

    @Test
    void thePortIsFreeForTheApiWhileConnectionsAreOpen() throws IOException {
        proxy.leader(address(leader));
        try (Socket client = new Socket(LOOPBACK, proxy.port());
                Socket served = leader.accept()) {
            proxy.stopListening();
            try (ServerSocket api = new ServerSocket()) {
                api.setReuseAddress(true);
                api.bind(new InetSocketAddress(LOOPBACK, proxy.port()));
            }
            write(client, "still");
            client.shutdownOutput();
            assertEquals("still", rest(served));
        }
    }

    @Test
    void aPortThatIsTakenIsAnError() {
        InetSocketAddress taken = new InetSocketAddress(LOOPBACK, leader.getLocalPort());
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> new LeaderProxy(taken, false, Duration.ofSeconds(1)));
        assertTrue(e.getMessage().contains("cannot listen on"), e.getMessage());
    }
}
