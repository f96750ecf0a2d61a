package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.out.PodProcesses.Streams;
import io.d2k.k8s.client.KubernetesClients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The input of processes over web sockets, and the end of it. */
@Timeout(180)
class ProcessInputTest {
    private static final String V5 = "v5.channel.k8s.io";
    private static final String V4 = "v4.channel.k8s.io";
    private static final Streams ALL = new Streams(true, true, true, false);

    @Test
    void endsInputWithoutEndingOutput() throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    var input = new StringBuilder();
                    FakeWebSocket.Message message = socket.receive();
                    for (; message.channel() == 0; message = socket.receive()) {
                        input.append(message.text());
                    }
                    assertArrayEquals(new byte[] {(byte) 255, 0}, message.bytes());
                    socket.send(1, "got " + input);
                    socket.exit(0);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), ALL)) {
            session.write("xhellox".getBytes(StandardCharsets.UTF_8), 1, 5);
            session.closeInput();
            session.closeInput();
            assertEquals("1got hello;", Sessions.pump(session));
            assertEquals(OptionalInt.of(0), session.exitCode());
            assertThrows(IOException.class, () -> session.write(new byte[1], 0, 1));
        }
    }

    @Test
    void onV4EndsASessionThatHasOnlyInput() throws Exception {
        BlockingQueue<FakeWebSocket.Message> received = new LinkedBlockingQueue<>();
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    for (int i = 0; i < 2; i++) {
                        received.add(socket.receive());
                    }
                    socket.close();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session = new KubernetesPodProcesses(clients)
                        .attach(Pods.pod(Pods.RUNNING, 0), new Streams(true, false, false, false))) {
            session.write(new byte[] {'a'}, 0, 1);
            session.closeInput();
            assertEquals("a", received.take().text());
            assertEquals(FakeWebSocket.CLOSE, received.take().type());
            assertEquals("", Sessions.pump(session));
            assertEquals(OptionalInt.empty(), session.exitCode());
        }
    }

    @Test
    void onV4LeavesBehindAllInput() throws Exception {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    socket.send(1, "+");
                    assertEquals("a", socket.receive().text());
                    assertEquals(FakeWebSocket.CLOSE, socket.receive().type());
                    socket.send(1, "-"); // what is on its way is heard
                    socket.close();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), ALL)) {
            session.write(new byte[] {'a'}, 0, 1);
            session.leave();
            var heard = new ByteArrayOutputStream();
            assertThrows(
                    IOException.class,
                    () -> session.pump((stream, buffer, offset, length) -> heard.write(buffer, offset, length)));
            assertEquals("+-", heard.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void onV4KeepsASessionWithOutputUntilTheProcessEnds() throws Exception {
        var inputEnded = new CountDownLatch(1);
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    inputEnded.await();
                    socket.send(1, "later");
                    socket.exit(0);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), ALL)) {
            session.closeInput();
            inputEnded.countDown();
            assertEquals("1later;", Sessions.pump(session));
        }
    }

    @Test
    void splitsInputAndResizesTheTerminal() throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    var input = new ByteArrayOutputStream();
                    while (input.size() < 100_000) {
                        FakeWebSocket.Message message = socket.receive();
                        assertTrue(message.bytes().length <= 32 * 1024);
                        input.write(message.bytes(), 1, message.bytes().length - 1);
                    }
                    socket.send(1, socket.receive().text());
                    socket.exit(0);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session = new KubernetesPodProcesses(clients)
                        .exec(Pods.pod(Pods.RUNNING, 0), List.of("sh"), new Streams(true, true, true, true))) {
            session.write(new byte[100_000], 0, 100_000);
            session.resize(new TerminalSize(24, 80));
            assertEquals("1{\"Width\":80,\"Height\":24};", Sessions.pump(session));
            assertTrue(api.requests().getFirst().endsWith("&stdout=true&stderr=false&tty=true"));
        }
    }

    @Test
    void waitsForAProcessThatReadsSlowly() throws Exception {
        var read = new CountDownLatch(1);
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    read.await();
                    for (long left = 32L * 1024 * 1024; left > 0; ) {
                        left -= socket.receive().bytes().length - 1;
                    }
                    socket.exit(0);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), ALL)) {
            var written = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    session.write(new byte[32 * 1024 * 1024], 0, 32 * 1024 * 1024);
                    written.countDown();
                } catch (IOException e) {
                    session.close();
                }
            });
            assertFalse(written.await(1, TimeUnit.SECONDS));
            read.countDown();
            assertEquals("", Sessions.pump(session));
            assertTrue(written.await(60, TimeUnit.SECONDS));
            assertEquals(OptionalInt.of(0), session.exitCode());
        }
    }
}
