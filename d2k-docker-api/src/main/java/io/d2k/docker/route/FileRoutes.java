package io.d2k.docker.route;

import io.d2k.docker.json.FileChangesEncoder;
import io.d2k.docker.json.FileStatEncoder;
import io.d2k.docker.stream.ChunkedStream;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.port.in.Files;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Files in containers: {@code docker cp}. */
final class FileRoutes {
    private static final HeaderName STAT = HeaderNames.create("X-Docker-Container-Path-Stat");
    private static final String TAR = "application/x-tar";
    private static final int CHUNK = 32 << 10;

    private final Files files;

    FileRoutes(Files files) {
        this.files = files;
    }

    void stat(Call call) {
        describe(call, files.stat(call.ref(), path(call)));
        call.answer(200);
    }

    void get(Call call) {
        try (Files.Archive archive = files.open(call.ref(), path(call))) {
            describe(call, archive.stat());
            send(call, TAR, archive);
        }
    }

    void export(Call call) {
        try (Files.Archive archive = files.export(call.ref())) {
            send(call, "application/octet-stream", archive);
        }
    }

    void changes(Call call) {
        call.answer(200, FileChangesEncoder.encode(files.changes(call.ref())));
    }

    private static void send(Call call, String type, Files.Archive archive) {
        try (LiveStreams.Entry live = call.transport().streams().add(archive::close)) {
            ChunkedStream stream = call.stream(type, archive::close);
            try (OutputStream out = new BufferedOutputStream(sink(stream), CHUNK)) {
                archive.writeTo(out);
            } catch (IOException e) {
                // no last chunk: the client sees that the archive is not whole
                throw new CloseConnectionException("the archive broke off", e);
            }
            throw stream.end();
        }
    }

    private static OutputStream sink(ChunkedStream stream) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stream.send(bytes, offset, length);
            }
        };
    }

    void put(Call call) throws IOException {
        Query query = call.query();
        var placement = new Files.Placement(path(call), query.flag("noOverwriteDirNonDir"), query.flag("copyUIDGID"));
        files.extract(call.ref(), placement, call.bodyStream());
        call.answer(200);
    }

    private static void describe(Call call, FileStat stat) {
        call.header(HeaderNames.CONTENT_TYPE, TAR);
        call.header(STAT, FileStatEncoder.encode(stat));
    }

    private static String path(Call call) {
        return call.query()
                .find("path")
                .orElseThrow(() -> EngineException.invalid("bad parameter: pathcannot be empty"));
    }
}
