package io.d2k.e2e.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Stands between the clients and d2k. Each byte is passed on as it is, so that streams are not disturbed, and each
 * answer is held against Docker's description of its API before its last byte reaches the client.
 */
public final class AnswerRelay implements AutoCloseable {
    private static final AnswerCheck CHECK = new AnswerCheck(new Swagger());

    private final ServerSocket listener;
    private final IntSupplier serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> answers = new TreeMap<>();

    /** Listens on a free port for clients of the server on the port, which may change. */
    public AnswerRelay(IntSupplier serverPort) {
        this.serverPort = serverPort;
        try {
            this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Returns the port for clients. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Fails the test when an answer was wrong since this was asked the last time. Each wrong thing is told once. */
    public void check() {
        List<Violation> found;
        synchronized (violations) {
            found = List.copyOf(violations);
            violations.clear();
        }
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " answers are not what Docker's API promises:\n"
                    + String.join("\n", found.stream().map(Violation::toString).toList()));
        }
    }

    /** Appends to a file how often each operation was answered with each status. */
    public void report(Path file) throws IOException {
        StringBuilder lines = new StringBuilder();
        synchronized (violations) {
            answers.forEach((answer, count) ->
                    lines.append(count).append(' ').append(answer).append('\n'));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void judge(Exchange exchange) {
        List<Violation> wrong = CHECK.check(exchange);
        synchronized (violations) {
            answers.merge(CHECK.nameOf(exchange) + " " + exchange.status(), 1, Integer::sum);
        }
        wrong.forEach(this::add);
    }

    private void add(Violation violation) {
        synchronized (violations) {
            if (told.add(violation.key())) {
                violations.add(violation);
            }
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // Closed, or a client that has gone already.
            }
        }
    }

    private void connect(Socket client) {
        HttpTap tap = new HttpTap(this::judge, this::add);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt())) {
            sockets.addAll(List.of(client, server));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread upwards = Thread.ofVirtual().start(() -> copy(client, server, tap::fromClient, () -> {}));
            copy(server, client, tap::fromServer, tap::serverClosed);
            // A server that has closed its side may still read.
            upwards.join();
        } catch (IOException e) {
            // The server is away; the client finds its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    private interface Listener {
        void heard(byte[] bytes, int count);
    }

    private void copy(Socket from, Socket to, Listener listener, Runnable end) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                listener.heard(buffer, n);
                out.write(buffer, 0, n);
            }
            end.run();
            to.shutdownOutput();
        } catch (IOException e) {
            end.run();
            closeQuietly(from);
            closeQuietly(to);
        } finally {
            sockets.remove(from);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(AnswerRelay::closeQuietly);
    }
}
