package io.d2k.docker.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A client that shows every byte. */
final class Wire implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    /** An answer; header names without regard to case. */
    record Answer(int status, String reason, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return status + " " + header("Content-Type") + "\n" + body.stripTrailing();
        }
    }

    Wire(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Wire(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Wire write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a request: lines with a colon are headers, one that begins with {@code @} is the body. */
    Wire request(String method, String path, String... headersAndBody) throws IOException {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: d2k\r\n");
        String body = "";
        for (String line : headersAndBody) {
            if (line.startsWith("@")) {
                body = line.substring(1);
                head.append("Content-Length: ").append(body.length()).append("\r\n");
            } else {
                head.append(line).append("\r\n");
            }
        }
        return write(head + "\r\n" + body);
    }

    /** Reads a whole answer. */
    Answer answer(boolean head) throws IOException {
        Answer answer = head();
        String length = answer.header("Content-Length");
        byte[] body;
        if (head || answer.status() == 204 || answer.status() == 304) {
            body = new byte[0];
        } else if (!length.isEmpty()) {
            body = read(Integer.parseInt(length));
        } else if (answer.header("Transfer-Encoding").equals("chunked")) {
            body = chunks();
        } else {
            body = in.readAllBytes();
        }
        return new Answer(
                answer.status(), answer.reason(), answer.headers(), new String(body, StandardCharsets.ISO_8859_1));
    }

    /** Reads status line and headers. */
    Answer head() throws IOException {
        String[] status = line().split(" ", 3);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status[1]), status[2], headers, "");
    }

    /** Reads one chunk of a chunked answer; empty at its end. */
    byte[] chunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        byte[] bytes = read(size);
        line();
        return bytes;
    }

    private byte[] chunks() throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            all.write(chunk);
        }
        return all.toByteArray();
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("only " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Reads until the server closes. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Closes with a reset, as the kernel does for a killed client with unread input. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
