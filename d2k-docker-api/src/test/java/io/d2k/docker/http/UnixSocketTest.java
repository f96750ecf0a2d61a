package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    Path dir;

    private static String ping(Path path) throws IOException {
        return ping(path, "Host: docker");
    }

    private static String ping(Path path, String header) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            String request = "GET /_ping HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private TestServer start(Path path) {
        return new TestServer(HttpSettings.of("127.0.0.1", 0).withUnixSocket(path));
    }

    @Test
    void bothListenersServe() throws IOException {
        Path path = dir.resolve("d2k.sock");
        try (TestServer server = start(path)) {
            assertTrue(ping(path).endsWith("\r\n\r\nOK"));
            assertEquals(200, server.send("GET", "/_ping").status());
            assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        assertFalse(Files.exists(path));
    }

    /** Zabbix' agent names a version of the API as its host; no web page reaches the socket. */
    @Test
    void clientsNameWhateverHostTheyLike() throws IOException {
        Path path = dir.resolve("d2k.sock");
        try (TestServer server = start(path)) {
            assertTrue(ping(path, "Host: 1.28").startsWith("HTTP/1.1 200 OK"));
            assertTrue(ping(path, "Host: docker.example").startsWith("HTTP/1.1 200 OK"));
            assertTrue(ping(path, "Host: docker\r\nOrigin: http://evil.example").startsWith("HTTP/1.1 403 "));
        }
    }

    @Test
    void socketOfAnEarlierRunIsReplaced() throws IOException {
        Path path = dir.resolve("d2k.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertTrue(Files.exists(path));
        try (TestServer server = start(path)) {
            assertTrue(ping(path).startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void socketInUseIsLeftAlone() throws IOException {
        Path path = dir.resolve("d2k.sock");
        try (TestServer server = start(path)) {
            var e = assertThrows(UncheckedIOException.class, () -> start(path));
            assertTrue(e.getMessage().contains("another engine listens on it"), e.getMessage());
            assertTrue(ping(path).startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void fileOfAnotherKindIsLeftAlone() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "precious");
        assertThrows(UncheckedIOException.class, () -> start(path));
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void portInUseIsToldAtTheStart() {
        try (TestServer server = start(dir.resolve("a.sock"))) {
            assertThrows(UncheckedIOException.class, () -> new TestServer(HttpSettings.of("127.0.0.1", server.port())));
        }
    }
}
