package io.d2k.k8s.stream;

import io.d2k.k8s.client.StatusException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;

/** The files in which a node keeps the log of one instance, as its kubelet serves them. */
final class NodeLogFiles {
    private static final int NOT_SATISFIABLE = 416;
    private static final int PARTIAL = 206;
    /** Between a file's renaming and its successor's making some milliseconds pass. */
    private static final Duration SUCCESSION = Duration.ofMillis(50);

    private static final int SUCCESSION_ATTEMPTS = 40;

    private final PodApi api;
    private final CallSlot slot;
    private final String directory;
    private final String current;

    NodeLogFiles(PodApi api, CallSlot slot, Instance instance) {
        this.api = api;
        this.slot = slot;
        this.directory = root(instance.node()) + api.namespace() + "_" + instance.pod() + "_" + instance.uid() + "/"
                + Instance.CONTAINER + "/";
        this.current = instance.restart() + ".log";
    }

    /** Returns the path under which a node serves the logs of all its pods. */
    static String root(String node) {
        return "/api/v1/nodes/" + node + "/proxy/logs/pods/";
    }

    /**
     * A part of a file.
     *
     * @param response what to close
     * @param stream its bytes
     * @param start the position of the first
     * @param size how long the file is, below 0 where that is not known
     */
    record Content(Response response, InputStream stream, long start, long size) implements Closeable {
        @Override
        public void close() {
            response.close();
        }
    }

    /** Returns the name of the file being written. */
    String current() {
        return current;
    }

    /** Lists the instance's files. */
    LogFileNames list() throws IOException {
        try (Response answer = slot.executeInPassing(api.unary(directory, List.of()))) {
            return LogFileNames.of(answer.body().string(), current);
        }
    }

    /**
     * Lists the instance's files; where the log is just being rotated, waits until that is over.
     *
     * @return nothing where there are none
     */
    Optional<LogFileNames> settled() throws IOException {
        for (int attempt = 0; attempt < SUCCESSION_ATTEMPTS && !slot.closed(); attempt++) {
            LogFileNames names = list();
            if (names.present()) {
                return Optional.of(names);
            }
            if (names.rotated().isEmpty()) {
                return Optional.empty();
            }
            slot.pause(SUCCESSION);
        }
        return Optional.empty();
    }

    /**
     * Opens a file at a position.
     *
     * @throws EOFException when the file is shorter
     */
    Content open(String name, long from) throws IOException {
        if (LogFileNames.packed(name)) {
            return unpacked(name, from);
        }
        try {
            return skip(content(name, from == 0 ? "" : "bytes=" + from + "-"), from);
        } catch (StatusException e) {
            throw e.code() == NOT_SATISFIABLE ? new EOFException(name + " ends before " + from) : e;
        }
    }

    /** Opens the end of a file that is not packed. */
    Content suffix(String name, long length) throws IOException {
        try {
            return content(name, "bytes=-" + length);
        } catch (StatusException e) {
            if (e.code() != NOT_SATISFIABLE) {
                throw e;
            }
            return content(name, ""); // an empty file has no end
        }
    }

    private Content content(String name, String range) throws IOException {
        // Compression on the way would make the positions those of the compressed bytes.
        Map<String, String> headers = range.isEmpty()
                ? Map.of("Accept-Encoding", "identity")
                : Map.of("Accept-Encoding", "identity", "Range", range);
        Response answer = slot.execute(api.bounded(directory + name, List.of(), headers));
        long start = 0;
        long size = answer.body().contentLength();
        if (answer.code() == PARTIAL) {
            String[] parts = String.valueOf(answer.header("Content-Range")).split("[ /-]");
            try {
                start = Long.parseLong(parts[1]);
                size = Long.parseLong(parts[3]);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                answer.close();
                throw new IOException("unreadable Content-Range of " + name, e);
            }
        }
        return new Content(answer, answer.body().byteStream(), start, size);
    }

    private Content unpacked(String name, long from) throws IOException {
        Content packed = content(name, "");
        try {
            var stream = new GZIPInputStream(packed.stream(), 64 * 1024);
            return skip(new Content(packed.response(), stream, 0, -1), from);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    // A server that knows no ranges sends everything.
    private static Content skip(Content content, long from) throws IOException {
        try {
            content.stream().skipNBytes(from - content.start());
            return new Content(content.response(), content.stream(), from, content.size());
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }
}
