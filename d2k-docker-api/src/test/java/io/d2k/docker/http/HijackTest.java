package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import io.d2k.domain.exec.TerminalSize;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HijackTest {
    private static final String[] UPGRADE = {"Connection: Upgrade", "Upgrade: tcp"};
    private static final String JSON = "Content-Type: application/json";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void exec(FakeSession session, boolean stdin) {
        var spec = new ExecSpec(
                List.of("cmd"), List.of(), "", "", session.tty(), stdin, true, true, false, "", Optional.empty());
        when(server.execs.inspect("e1")).thenReturn(new ExecView("e1", "c1", spec, "", false, OptionalInt.empty()));
        when(server.execs.start(eq("e1"), anyBoolean(), any())).thenReturn(session);
    }

    private static byte[] frame(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[8 + bytes.length];
        frame[0] = (byte) stream;
        frame[7] = (byte) bytes.length;
        System.arraycopy(bytes, 0, frame, 8, bytes.length);
        return frame;
    }

    @Test
    void theStartSaysWhetherThereAreFrames() throws IOException {
        exec(new FakeSession(true).out("hi").end(), false);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/v1.45/exec/e1/start", UPGRADE[0], UPGRADE[1], JSON, "@{\"Tty\":false}");

            assertEquals(
                    "application/vnd.docker.multiplexed-stream", wire.head().header("Content-Type"));
            assertArrayEquals(frame(1, "hi"), wire.rest());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1.45, true, false, 101, UPGRADED, application/vnd.docker.multiplexed-stream",
        "/v1.41, true, false, 101, UPGRADED, application/vnd.docker.raw-stream",
        "'', true, true, 101, UPGRADED, application/vnd.docker.raw-stream",
        "/v1.45, false, false, 200, OK, application/vnd.docker.raw-stream",
        "/v1.45, false, true, 200, OK, application/vnd.docker.raw-stream"
    })
    void headIsAsAsked(String version, boolean upgrade, boolean tty, int status, String reason, String type)
            throws IOException {
        exec(new FakeSession(tty).out("hi").end(), false);
        try (Wire wire = server.wire()) {
            String body = "@{\"Detach\":false,\"Tty\":" + tty + "}";
            String[] lines = upgrade ? new String[] {UPGRADE[0], UPGRADE[1], JSON, body} : new String[] {JSON, body};
            wire.request("POST", version + "/exec/e1/start", lines);

            Wire.Answer head = wire.head();
            assertEquals(status, head.status());
            assertEquals(reason, head.reason());
            assertEquals(type, head.header("Content-Type"));
            assertEquals("1.45", head.header("Api-Version"));
            assertEquals(upgrade ? "tcp" : "", head.header("Upgrade"));
            assertEquals(upgrade ? "Upgrade" : "", head.header("Connection"));
            assertArrayEquals(tty ? "hi".getBytes(StandardCharsets.UTF_8) : frame(1, "hi"), wire.rest());
        }
    }

    @Test
    void outputIsFramedByStream() throws IOException {
        exec(new FakeSession(false).out("a\n").err("b\n").out("c").end(), false);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/exec/e1/start", UPGRADE[0], UPGRADE[1], JSON, "@{}");
            wire.head();
            assertArrayEquals(frame(1, "a\n"), wire.read(10));
            assertArrayEquals(frame(2, "b\n"), wire.read(10));
            assertArrayEquals(frame(1, "c"), wire.rest());
        }
    }

    /** Some clients lose output that arrives together with the head. */
    @Test
    void firstOutputIsHeldBack() throws IOException {
        exec(new FakeSession(true).out("x").end(), false);
        try (Wire wire = server.wire()) {
            long start = System.nanoTime();
            wire.request("POST", "/exec/e1/start", UPGRADE[0], UPGRADE[1], JSON, "@{\"Tty\":true}");
            wire.head();
            wire.read(1);
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void halfCloseEndsTheInputOnly(boolean upgrade) throws Exception {
        FakeSession session = FakeSession.cat(false);
        exec(session, true);
        try (Wire wire = server.wire()) {
            String[] lines = upgrade
                    ? new String[] {UPGRADE[0], UPGRADE[1], JSON, "@{\"Tty\":true}"}
                    : new String[] {JSON, "@{\"Tty\":true}"};
            wire.request("POST", "/exec/e1/start", lines);
            assertEquals(upgrade ? 101 : 200, wire.head().status());
            wire.write("hello");
            assertEquals("hello", new String(wire.read(5), StandardCharsets.UTF_8));
            wire.write(" world");
            wire.socket.shutdownOutput();
            assertEquals(" world", new String(wire.rest(), StandardCharsets.UTF_8));
            assertTrue(session.inputClosed.await(60, TimeUnit.SECONDS));
            assertEquals("hello world", session.input());
        }
    }

    /** Go's clients send input right behind the request. */
    @Test
    void inputThatComesWithTheRequestIsKept() throws Exception {
        FakeSession session = FakeSession.cat(false);
        exec(session, true);
        try (Wire wire = server.wire()) {
            String body = "{\"Tty\":true}";
            wire.write("POST /exec/e1/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n" + JSON
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body + "early");
            wire.socket.shutdownOutput();
            wire.head();
            assertEquals("early", new String(wire.rest(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void chunkedBodyMayPrecedeTheStream() throws Exception {
        FakeSession session = FakeSession.cat(false);
        exec(session, true);
        try (Wire wire = server.wire()) {
            wire.write("POST /exec/e1/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n" + JSON
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Tty\r\n7\r\n\":true}\r\n0\r\n\r\nearly");
            wire.socket.shutdownOutput();
            wire.head();
            assertEquals("early", new String(wire.rest(), StandardCharsets.UTF_8));
            verify(server.execs).start("e1", true, Optional.empty());
        }
    }

    /** As {@code yes | docker exec -i c head -n1}: a reset would throw the output away. */
    @Test
    void outputArrivesAlthoughInputIsLeftUnread() throws Exception {
        for (int i = 0; i < 20; i++) {
            var session = new FakeSession(true);
            exec(session, true);
            try (Wire wire = server.wire()) {
                wire.request("POST", "/exec/e1/start", UPGRADE[0], UPGRADE[1], JSON, "@{\"Tty\":true}");
                wire.head();
                byte[] flood = new byte[256 << 10];
                Arrays.fill(flood, (byte) 'y');
                Thread yes = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            wire.write(flood);
                        }
                    } catch (IOException expected) {
                        // until the server closes
                    }
                });
                session.out("y\n".repeat(1000)).end();
                assertEquals("y\n".repeat(1000), new String(wire.read(2000), StandardCharsets.UTF_8));
                wire.socket.shutdownOutput();
                yes.join();
                assertEquals(0, wire.rest().length);
            }
        }
    }

    @Test
    void clientThatIsResetEndsTheSession() throws Exception {
        var session = new FakeSession(true);
        exec(session, true);
        Wire wire = server.wire();
        wire.request("POST", "/exec/e1/start", UPGRADE);
        wire.head();
        wire.reset();
        assertTrue(session.closed.await(60, TimeUnit.SECONDS));
    }

    @Test
    void clientThatIsGoneEndsTheSessionAtTheNextOutput() throws Exception {
        var session = new FakeSession(true);
        exec(session, false);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/exec/e1/start", UPGRADE);
            wire.head();
        }
        for (int i = 0; i < 600 && session.closed.getCount() > 0; i++) {
            session.out("tick");
            session.closed.await(100, TimeUnit.MILLISECONDS);
        }
        assertEquals(0, session.closed.getCount());
    }

    @Test
    void errorsBeforeTheStreamArePlainHttp() throws IOException {
        when(server.execs.inspect("ghost")).thenThrow(EngineException.notFound("No such exec instance: ghost"));
        exec(new FakeSession(false), false);
        when(server.execs.start(eq("e1"), anyBoolean(), any()))
                .thenThrow(EngineException.conflict("container c1 is not running"));
        try (Wire wire = server.wire()) {
            wire.request("POST", "/exec/ghost/start", UPGRADE[0], UPGRADE[1], JSON, "@{}");
            assertEquals(
                    "404 application/json\n{\"message\":\"No such exec instance: ghost\"}",
                    wire.answer(false).text());
            wire.request("POST", "/exec/e1/start", UPGRADE[0], UPGRADE[1], JSON, "@{}");
            assertEquals(
                    "409 application/json\n{\"message\":\"container c1 is not running\"}",
                    wire.answer(false).text());
        }
    }

    @Test
    void detachedStartHasNoStream() throws IOException {
        assertEquals(
                200,
                server.send("POST", "/exec/e1/start", JSON, "@{\"Detach\":true}")
                        .status());
        verify(server.execs).startDetached("e1", false);
    }

    @Test
    void consoleSizeCountsForTerminalsOfNewClientsOnly() throws IOException {
        exec(new FakeSession(true).end(), false);
        String body = "@{\"Tty\":true,\"ConsoleSize\":[24,80]}";
        server.send("POST", "/v1.45/exec/e1/start", JSON, body);
        verify(server.execs).start("e1", true, Optional.of(new TerminalSize(24, 80)));
        server.send("POST", "/v1.41/exec/e1/start", JSON, body);
        verify(server.execs).start("e1", true, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"'', 1011", "ctrl-a, 01", "'x,y', 7879"})
    void detachKeysLeaveATerminal(String keys, String hex) throws Exception {
        String typed = new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
        var session = new FakeSession(true);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/containers/box/attach?stream=1&stdin=1&stdout=1&detachKeys=" + keys, UPGRADE);
            wire.head();
            wire.write("ls\n" + typed + "more");
            assertEquals(0, wire.rest().length);
            assertEquals("ls\n", session.input());
            assertTrue(session.closed.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoEndsTheInputOfATerminalHasLeft() throws Exception {
        // the docker CLI reads the keys itself, and over TCP ends its input where they were typed
        var session = new FakeSession(true);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/containers/box/attach?stream=1&stdin=1&stdout=1", UPGRADE);
            wire.head();
            wire.write("ls\n");
            wire.socket.shutdownOutput();
            assertEquals(0, wire.rest().length);
            assertEquals("ls\n", session.input());
            assertTrue(session.closed.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatCannotBeAttachedToIsToldAsAStream() throws IOException {
        when(server.containers.attach(eq("ghost"), any()))
                .thenThrow(EngineException.notFound("No such container: ghost"));

        Wire.Answer answer = server.send("POST", "/containers/ghost/attach?stream=1&stdout=1", UPGRADE);

        assertEquals("404 application/vnd.docker.raw-stream\nNo such container: ghost", answer.text());
        assertEquals("close", answer.header("Connection"));
    }

    @Test
    void wrongDetachKeysAreRefused() throws IOException {
        assertEquals(
                "400 application/vnd.docker.raw-stream\nInvalid detach keys (ctrl-) provided",
                server.send("POST", "/containers/box/attach?stream=1&stdout=1&detachKeys=ctrl-")
                        .text());
    }

    @Test
    void withoutATerminalControlCharactersAreInput() throws Exception {
        FakeSession session = FakeSession.cat(false);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/containers/box/attach?stream=1&stdin=1&stdout=1", UPGRADE);
            wire.head();
            wire.write("a\u0010\u0011b");
            wire.socket.shutdownOutput();
            wire.rest();
            assertEquals("a\u0010\u0011b", session.input());
        }
    }

    @Test
    void attachPassesOnWhatWasAsked() throws IOException {
        when(server.containers.attach(any(), any())).thenReturn(new FakeSession(false).end());
        server.send("POST", "/containers/box/attach?logs=1&stdout=1");
        verify(server.containers).attach("box", new AttachRequest(true, false, false, true, false));
        server.send("POST", "/containers/box/attach?stream=1&stdin=1&stdout=0&stderr=true");
        verify(server.containers).attach("box", new AttachRequest(false, true, true, false, true));
    }

    /** The Docker CLI closes its sending side at once when it has no input. */
    @Test
    void clientWithoutInputMayCloseItsSideAtOnce() throws Exception {
        var session = new FakeSession(false);
        when(server.containers.attach(eq("box"), any())).thenReturn(session);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/containers/box/attach?stream=1&stdout=1", UPGRADE);
            wire.socket.shutdownOutput();
            wire.head();
            wire.socket.setSoTimeout(300);
            assertThrows(SocketTimeoutException.class, wire::rest);
            session.out("late").end();
            wire.socket.setSoTimeout(60_000);
            assertArrayEquals(frame(1, "late"), wire.rest());
        }
    }

    @Test
    void stoppingTheServerEndsSessions() throws Exception {
        var session = new FakeSession(true);
        exec(session, true);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/exec/e1/start", UPGRADE);
            wire.head();
            assertEquals(1, server.api.openStreams());
            Thread stopping = Thread.ofVirtual().start(server::close);
            assertEquals(0, wire.rest().length);
            assertTrue(stopping.join(java.time.Duration.ofSeconds(60)));
            assertEquals(0, server.api.openStreams());
        }
    }

    @Test
    void muchOutputArrivesWhole() throws Exception {
        var session = new FakeSession(false);
        exec(session, false);
        byte[] block = new byte[64 << 10];
        for (int i = 0; i < 256; i++) {
            session.out(block);
        }
        session.end();
        try (Wire wire = server.wire()) {
            wire.request("POST", "/exec/e1/start", UPGRADE);
            wire.head();
            assertEquals(256 * (8 + block.length), wire.rest().length);
        }
    }
}
