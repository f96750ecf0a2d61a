package io.d2k.k8s.stream;

import io.d2k.k8s.client.KubernetesClients;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP server on loopback, one request a connection, on which a test plays the API server. */
final class FakeApi implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Handler handler;

    /** Answers a request; whatever it throws ends the connection. */
    @FunctionalInterface
    interface Handler {
        void handle(Exchange exchange) throws IOException, InterruptedException;
    }

    FakeApi(Handler handler) throws IOException {
        this.handler = handler;
        Thread.ofVirtual().start(this::accept);
    }

    KubernetesClients clients() {
        return KubernetesClients.at("http://127.0.0.1:" + listener.getLocalPort(), "ns");
    }

    /** Returns the targets asked for so far, with their queries. */
    List<String> requests() {
        return requests;
    }

    /** Breaks every connection. */
    void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var input = new BufferedInputStream(socket.getInputStream());
            String[] request = line(input).split(" ");
            var headers = new HashMap<String, String>();
            for (String header = line(input); !header.isEmpty(); header = line(input)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            requests.add(request[1]);
            handler.handle(new Exchange(request[1], headers, input, socket.getOutputStream()));
        } catch (IOException | InterruptedException e) {
            // The test or the client has broken it off.
        } finally {
            sockets.remove(socket);
        }
    }

    private static String line(InputStream input) throws IOException {
        var line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new IOException("end of request");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** One request and the way to answer it. */
    record Exchange(String target, Map<String, String> headers, InputStream input, OutputStream output) {
        String path() {
            int question = target.indexOf('?');
            return question < 0 ? target : target.substring(0, question);
        }

        /** Returns the values of a parameter. */
        List<String> query(String name) {
            var values = new ArrayList<String>();
            for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
                if (pair.startsWith(name + "=")) {
                    values.add(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
                }
            }
            return values;
        }

        boolean has(String name, String value) {
            return query(name).contains(value);
        }

        void answer(int code, String body) throws IOException {
            answer(code, "", body.getBytes(StandardCharsets.UTF_8));
        }

        void answer(int code, String header, byte[] body) throws IOException {
            String more = header.isEmpty() ? "" : header + "\r\n";
            head(code, more + "Content-Length: " + body.length);
            output.write(body);
            output.flush();
        }

        void refuse(int code, String reason, String message) throws IOException {
            answer(
                    code,
                    "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"" + reason + "\",\"message\":\""
                            + message.replace("\"", "\\\"") + "\"}");
        }

        /** Begins an answer of unknown length. */
        void stream() throws IOException {
            head(200, "Transfer-Encoding: chunked");
        }

        void chunk(String text) throws IOException {
            if (text.isEmpty()) {
                return; // an empty chunk would be the end
            }
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            output.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            output.write(bytes);
            output.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            output.flush();
        }

        void endStream() throws IOException {
            output.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            output.flush();
        }

        private void head(int code, String headers) throws IOException {
            output.write(("HTTP/1.1 " + code + " -\r\nConnection: close\r\n" + headers + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            output.flush();
        }
    }
}
