package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.when;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.FileChange;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.port.in.Files;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class FileRoutesTest {
    private static final FileStat STAT = new FileStat("f", 2, 420, Instant.parse("2026-11-24T11:34:19.048632442Z"), "");
    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static Files.Archive archive(String text, boolean whole) {
        return new Files.Archive() {
            @Override
            public FileStat stat() {
                return STAT;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                if (!whole) {
                    throw new IOException("tar failed");
                }
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    private static String stat(Wire.Answer answer) {
        byte[] json = Base64.getDecoder().decode(answer.header("X-Docker-Container-Path-Stat"));
        return new String(json, StandardCharsets.UTF_8).strip();
    }

    @Test
    void headTellsWhatAPathIs() throws IOException {
        when(server.files.stat("box", "/d/f")).thenReturn(STAT);

        Wire.Answer answer = server.send("HEAD", "/v1.45/containers/box/archive?path=/d/f");

        assertEquals(200, answer.status());
        assertEquals(
                "{\"name\":\"f\",\"size\":2,\"mode\":420,\"mtime\":\"2026-11-24T11:34:19.048632442Z\",\"linkTarget\":\"\"}",
                stat(answer));
    }

    @Test
    void exportCarriesAllFiles() throws IOException {
        when(server.files.export("box")).thenReturn(archive("tar", true));

        assertEquals(
                "200 application/octet-stream\ntar",
                server.send("GET", "/v1.45/containers/box/export").text());
    }

    @Test
    void changesAreListed() throws IOException {
        when(server.files.changes("box"))
                .thenReturn(List.of(
                        new FileChange("/etc", FileChange.Kind.MODIFIED),
                        new FileChange("/etc/new", FileChange.Kind.ADDED),
                        new FileChange("/tmp", FileChange.Kind.DELETED)))
                .thenReturn(List.of());
        assertEquals(
                "200 application/json\n[{\"Path\":\"/etc\",\"Kind\":0},{\"Path\":\"/etc/new\",\"Kind\":1},"
                        + "{\"Path\":\"/tmp\",\"Kind\":2}]",
                server.send("GET", "/v1.45/containers/box/changes").text());
        assertEquals(
                "200 application/json\nnull",
                server.send("GET", "/v1.45/containers/box/changes").text(),
                "as moby says none");
    }

    @Test
    void getCarriesTheArchive() throws IOException {
        when(server.files.open("box", "f")).thenReturn(archive("tar", true));

        Wire.Answer answer = server.send("GET", "/v1.45/containers/box/archive?path=f");

        assertEquals("200 application/x-tar\ntar", answer.text());
        assertEquals("f", stat(answer).substring(9, 10));
    }

    @Test
    void anArchiveThatBreaksOffHasNoEnd() throws IOException {
        when(server.files.open("box", "f")).thenReturn(archive("tar", false));

        assertThrows(IOException.class, () -> server.send("GET", "/v1.45/containers/box/archive?path=f"));
    }

    @Test
    void aPathIsNeeded() throws IOException {
        for (String method : new String[] {"GET", "PUT"}) {
            assertEquals(
                    "400 application/json\n{\"message\":\"bad parameter: pathcannot be empty\"}",
                    server.send(method, "/v1.45/containers/box/archive").text());
        }
    }

    @Test
    void putCarriesMoreThanOtherBodiesMayHold() throws IOException {
        int chunk = 1 << 20;
        int chunks = 20;
        var received = new AtomicLong();
        doAnswer(call -> {
                    received.set(call.<InputStream>getArgument(2).transferTo(OutputStream.nullOutputStream()));
                    assertEquals(new Files.Placement("/tmp", true, false), call.getArgument(1));
                    return null;
                })
                .when(server.files)
                .extract(any(), any(), any());
        try (Wire wire = server.wire()) {
            wire.request(
                    "PUT",
                    "/v1.45/containers/box/archive?path=/tmp&noOverwriteDirNonDir=true&copyUIDGID=false",
                    "Transfer-Encoding: chunked");
            byte[] zeros = new byte[chunk];
            for (int i = 0; i < chunks; i++) {
                wire.write("100000\r\n").write(zeros).write("\r\n");
            }
            wire.write("0\r\n\r\n");

            assertEquals(200, wire.answer(false).status());
        }
        assertEquals((long) chunk * chunks, received.get());
    }

    @Test
    void aRefusalInTheMiddleOfABodyIsHeard() throws IOException {
        doAnswer(call -> {
                    throw EngineException.internal("extraction point is not a directory");
                })
                .when(server.files)
                .extract(any(), any(), any());

        Wire.Answer answer = server.send("PUT", "/v1.45/containers/box/archive?path=/f", "@" + "x".repeat(100_000));

        assertEquals("500 application/json\n{\"message\":\"extraction point is not a directory\"}", answer.text());
    }
}
