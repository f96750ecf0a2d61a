package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses.Streams;
import io.d2k.k8s.client.KubernetesClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.ConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes over web sockets: their output, their ends, and what goes wrong. */
@Timeout(180)
class KubernetesPodProcessesTest {
    private static final String V5 = "v5.channel.k8s.io";
    private static final String V4 = "v4.channel.k8s.io";
    private static final Streams OUTPUT = new Streams(false, true, true, false);
    private static final Streams ALL = new Streams(true, true, true, false);

    @Test
    void deliversBothStreamsAndTheExitCode() throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    socket.send(1, new byte[0]);
                    socket.send(1, "out");
                    socket.send(2, "err");
                    socket.exit(7);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session = new KubernetesPodProcesses(clients)
                        .exec(Pods.pod(Pods.RUNNING, 0), List.of("sh", "-c", "a b&c"), OUTPUT)) {
            assertEquals("1out;2err;", Sessions.pump(session));
            assertEquals(OptionalInt.of(7), session.exitCode());
            assertEquals(
                    "/api/v1/namespaces/ns/pods/web/exec?command=sh&command=-c&command=a%20b%26c&container=main"
                            + "&stdin=false&stdout=true&stderr=true&tty=false",
                    api.requests().getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            time="T" level=error msg="exec failed: unable to start container process: exec: \\"a\\": permission denied" | 255 | \
            126 | 1OCI runtime exec failed: exec failed: unable to start container process: exec: "a": permission denied: unknown;
            ~\u001b[31mERRO\u001b[0m[0000] exec failed: unable to start container process: exec: "a": permission denied~ | 255 | \
            126 | 1OCI runtime exec failed: exec failed: unable to start container process: exec: "a": permission denied: unknown;
            executable file `a` not found in $PATH: No such file or directory | 255 | 126 | \
            1OCI runtime exec failed: exec failed: unable to start container process: exec: "a": executable file not found in $PATH: unknown;
            executable file `/x/a` not found: No such file or directory | 255 | 126 | \
            1OCI runtime exec failed: exec failed: unable to start container process: exec: "/x/a": stat /x/a: no such file or directory: unknown;
            the path `/etc` is not a regular file: Operation not permitted | 255 | 126 | \
            1OCI runtime exec failed: exec failed: unable to start container process: exec: "/etc": is a directory: unknown: permission denied;
            chdir to `/x`: No such file or directory | 255 | 126 | \
            1OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd ("/x") set in config.json failed: \
            no such file or directory: unknown;
            chdir to `/x`: No such file or directory | 1 | 1 | 2chdir to `/x`: No such file or directory;
            time="T" level=error msg="connection refused" | 255 | 255 | 2time="T" level=error msg="connection refused";
            """)
    void tellsACommandThatCouldNotBeginFromOneThatFails(String said, int code, int shown, String output)
            throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    socket.send(2, said);
                    socket.exit(code);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("a"), OUTPUT)) {
            assertEquals(output, Sessions.pump(session).replace("\r\n", ""));
            assertEquals(OptionalInt.of(shown), session.exitCode());
            assertEquals(shown == code, session.begun());
        }
    }

    @Test
    void aProgramMaySayWhatARuntimeSays() throws IOException {
        String words = "chdir to `/x`: No such file or directory";
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    socket.send(2, words);
                    socket.send(1, "more");
                    socket.exit(255);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("a"), OUTPUT)) {
            assertEquals("2" + words + ";1more;", Sessions.pump(session));
            assertEquals(OptionalInt.of(255), session.exitCode());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionThatIsOverLeavesNoConnection(boolean whole) throws Exception {
        var looked = new CountDownLatch(1);
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    socket.send(1, "out");
                    looked.await();
                    if (whole) {
                        socket.exit(0);
                    }
                    socket.receive();
                });
                KubernetesClients clients = api.clients()) {
            ConnectionPool pool = clients.streaming().getHttpClient().connectionPool();
            try (ProcessSession session =
                    new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("true"), ALL)) {
                assertEquals(1, pool.connectionCount());
                looked.countDown();
                if (whole) {
                    Sessions.pump(session);
                }
            }
            while (pool.connectionCount() > 0) { // until the class's timeout
                Thread.sleep(5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAttachmentTellsWhetherItHadAllOutput(boolean whole) throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    socket.send(2, "some");
                    if (whole) {
                        socket.exit(0);
                    }
                    socket.close();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session = new KubernetesPodProcesses(clients).attach(Pods.pod(Pods.RUNNING, 0), ALL)) {
            assertEquals("2some;", Sessions.pump(session));
            assertEquals(whole ? OptionalInt.of(0) : OptionalInt.empty(), session.exitCode());
        }
    }

    @Test
    void tellsWhyAProcessCannotBeStarted() throws IOException {
        String reason = "OCI runtime exec failed: exec failed: unable to start container process: exec: "
                + "\\\"nope\\\": executable file not found in $PATH: unknown";
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    socket.send(
                            3,
                            "{\"status\":\"Failure\",\"message\":\"Internal error occurred: error executing command in "
                                    + "container: " + reason + "\",\"reason\":\"InternalError\",\"code\":500}");
                    socket.close();
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("nope"), OUTPUT)) {
            assertEquals("1" + reason.replace("\\\"", "\"") + "\r\n;", Sessions.pump(session));
            assertEquals(OptionalInt.of(126), session.exitCode());
            assertFalse(session.begun());
        }
    }

    @Test
    void endOfWhichTheNodeSaysNothingIsNone() throws IOException {
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V4);
                    socket.send(1, "half");
                    socket.close();
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("dump"), OUTPUT)) {
            assertThrows(IOException.class, () -> Sessions.pump(session));
            assertEquals(OptionalInt.empty(), session.exitCode());
        }
    }

    /** A process that prints 64 MiB, and its node, which is not slowed down as long as there are files for its output. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nodeWaitsOnlyWhereThereIsNoRoomForWhatNobodyTakes(boolean room) throws Exception {
        var sent = new AtomicLong();
        var all = new CountDownLatch(1);
        byte[] part = new byte[64 * 1024];
        SpillSpace space = new SpillSpace(room ? 1 : 0, SpillSpace.FILE_BYTES);
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    for (int i = 0; i < 1024; i++) {
                        socket.send(1, part);
                        sent.addAndGet(part.length);
                    }
                    all.countDown();
                    socket.exit(0);
                    socket.receive();
                });
                KubernetesClients clients = api.clients();
                ProcessSession session = new KubernetesPodProcesses(clients, space)
                        .exec(Pods.pod(Pods.RUNNING, 0), List.of("yes"), OUTPUT)) {
            if (room) {
                all.await();
            } else {
                Thread.sleep(1000);
                // What is more than the session's share waits in the kernel's buffers.
                assertTrue(sent.get() < 32L * 1024 * 1024, () -> "sent " + sent.get());
            }
            var taken = new AtomicLong();
            session.pump((stream, buffer, offset, length) -> taken.addAndGet(length));
            assertEquals(64L * 1024 * 1024, taken.get());
            assertEquals(OptionalInt.of(0), session.exitCode());
        }
    }

    @Test
    void closingEndsThePump() throws Exception {
        var gone = new CountDownLatch(1);
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    try {
                        socket.receive();
                    } finally {
                        gone.countDown();
                    }
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), ALL)) {
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                session.close();
            });
            assertEquals("", Sessions.pump(session));
            assertTrue(gone.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void pingsAreAnsweredAndTheEndIsConfirmed() throws Exception {
        BlockingQueue<FakeWebSocket.Message> received = new LinkedBlockingQueue<>();
        try (var api = new FakeApi(exchange -> {
                    var socket = new FakeWebSocket(exchange, V5);
                    socket.ping("still there?");
                    received.add(socket.receive());
                    socket.exit(0);
                    received.add(socket.receive());
                });
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), OUTPUT)) {
            assertEquals("", Sessions.pump(session));
            FakeWebSocket.Message pong = received.take();
            assertEquals(FakeWebSocket.PONG, pong.type());
            assertEquals("still there?", new String(pong.bytes(), StandardCharsets.UTF_8));
            assertEquals(FakeWebSocket.CLOSE, received.take().type());
        }
    }

    @Test
    void aServerThatSpeaksNoWebSocketIsAFailure() throws IOException {
        String strange = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: bm8=\r\nSec-WebSocket-Protocol: " + V5 + "\r\n\r\n";
        try (var api = new FakeApi(exchange -> exchange.output().write(strange.getBytes(StandardCharsets.US_ASCII)));
                KubernetesClients clients = api.clients()) {
            var processes = new KubernetesPodProcesses(clients);
            assertThrows(
                    EngineException.class,
                    () -> processes.attach(Pods.pod(Pods.RUNNING, 0), OUTPUT).close());
        }
    }

    @Test
    void aBrokenConnectionIsAFailure() throws IOException {
        try (var api = new FakeApi(exchange -> new FakeWebSocket(exchange, V5).send(1, "part"));
                KubernetesClients clients = api.clients();
                ProcessSession session =
                        new KubernetesPodProcesses(clients).exec(Pods.pod(Pods.RUNNING, 0), List.of("cat"), OUTPUT)) {
            assertThrows(IOException.class, () -> Sessions.pump(session));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, pods \"web\" not found, NOT_FOUND",
        "403, pods \"web\" is forbidden, FORBIDDEN",
        "400, container main is not valid, INVALID",
        "500, container not found (\"main\"), CONFLICT",
        "503, no endpoints, UNAVAILABLE",
    })
    void aRefusalIsTold(int code, String message, ErrorKind kind) throws IOException {
        try (var api = new FakeApi(exchange -> exchange.refuse(code, "X", message));
                KubernetesClients clients = api.clients()) {
            var processes = new KubernetesPodProcesses(clients);
            var failure = assertThrows(
                    EngineException.class,
                    () -> processes.attach(Pods.pod(Pods.RUNNING, 0), OUTPUT).close());
            assertEquals(kind, failure.kind());
            assertTrue(kind == ErrorKind.CONFLICT || failure.getMessage().contains(message), failure::getMessage);
        }
    }
}
