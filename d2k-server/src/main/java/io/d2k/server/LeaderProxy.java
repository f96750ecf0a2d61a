package io.d2k.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Listens in place of the Docker API where another d2k leads, and carries each connection there, byte by byte: TLS,
 * upgrades and streams of any length pass as they are. While nobody leads connections wait for a bounded time.
 */
final class LeaderProxy implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LeaderProxy.class.getName());
    private static final int BACKLOG = 512;
    private static final int MOST = 4096;
    private static final int CONNECT_MILLIS = 3_000;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int LINGER_MILLIS = 1_000;
    /** A client that keeps its side open after the leader's answer has ended gets so long. */
    private static final Duration HALF_OPEN = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final Thread acceptor;
    private final boolean tls;
    private final Duration patience;
    private final Semaphore room = new Semaphore(MOST);
    private final Set<Carried> carried = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<InetSocketAddress> leader = Optional.empty();
    private boolean closed;

    /**
     * Begins to listen.
     *
     * @param tls whether clients speak TLS, so that no answer in plain text is of use to them
     * @param patience how long a connection waits for somebody to lead
     * @throws UncheckedIOException when the address cannot be listened on
     */
    LeaderProxy(InetSocketAddress address, boolean tls, Duration patience) {
        this.tls = tls;
        this.patience = patience;
        try {
            server = listen(address);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(),
                    e));
        }
        acceptor = Thread.ofVirtual().name("leader-proxy").start(this::accept);
    }

    private static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true); // the Docker API follows on the same port
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Returns the port. */
    int port() {
        return server.getLocalPort();
    }

    /** Sends connections there from now on, nothing to have them wait; those to an earlier leader end. */
    void leader(Optional<InetSocketAddress> address) {
        lock.lock();
        try {
            leader = address;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        carried.stream().filter(c -> !address.equals(Optional.of(c.target()))).forEach(Carried::close);
    }

    /** Accepts no further connection, so that the port is free; those that are open stay. */
    void stopListening() {
        try {
            server.close();
            acceptor.join(CLOSING); // a socket that is just being waited on holds its port until then
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopListening();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        carried.forEach(Carried::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                room.acquireUninterruptibly();
                Socket client = server.accept();
                Thread.ofVirtual().name("to-leader").start(() -> {
                    try {
                        serve(client);
                    } finally {
                        room.release();
                    }
                });
            } catch (IOException e) {
                room.release();
                if (!server.isClosed()) {
                    LOG.log(Level.WARNING, "a connection could not be accepted: {0}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<Carried> connection = connect(client);
            if (connection.isEmpty()) {
                refuse(client);
                return;
            }
            try (Carried c = connection.get()) {
                carried.add(c);
                if (leads(c.target())) { // it may have changed while the connection was made
                    c.carry();
                }
            } finally {
                carried.remove(connection.get());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection to the leader ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean leads(InetSocketAddress target) {
        lock.lock();
        try {
            return !closed && leader.equals(Optional.of(target));
        } finally {
            lock.unlock();
        }
    }

    /** Connects with the leader, whoever that will be within a while. */
    private Optional<Carried> connect(Socket client) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<InetSocketAddress> failed = Optional.empty();
        while (true) {
            Optional<InetSocketAddress> target = await(failed, end);
            if (target.isEmpty()) {
                return Optional.empty();
            }
            Socket socket = new Socket();
            try {
                socket.connect(target.get(), CONNECT_MILLIS);
                return Optional.of(new Carried(client, socket, target.get()));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the leader at " + target.get() + " cannot be reached", e);
                failed = target;
            }
        }
    }

    /** Waits for a leader; one that could not be reached a moment ago gets a pause first. */
    private Optional<InetSocketAddress> await(Optional<InetSocketAddress> failed, long end)
            throws InterruptedException {
        lock.lock();
        try {
            long pause = Math.min(System.nanoTime() + RETRY.toNanos(), end);
            while (!closed && (leader.isEmpty() || leader.equals(failed))) {
                long until = leader.isEmpty() ? end : pause;
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return until == end ? Optional.empty() : leader;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return closed ? Optional.empty() : leader;
        } finally {
            lock.unlock();
        }
    }

    private void refuse(Socket client) throws IOException {
        if (tls) {
            return;
        }
        String body = "{\"message\":\"no d2k leads this namespace at the moment; try again\"}\n";
        String answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        OutputStream out = client.getOutputStream();
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        client.shutdownOutput();
        // What the client still sends is read, since a reset would take the answer away from it.
        client.setSoTimeout(LINGER_MILLIS);
        InputStream in = client.getInputStream();
        in.readNBytes(1 << 16);
    }

    /** Two sockets, each the other's way. */
    private record Carried(Socket client, Socket leader, InetSocketAddress target) implements AutoCloseable {
        void carry() throws IOException {
            for (Socket socket : new Socket[] {client, leader}) {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
            }
            Thread up = Thread.ofVirtual().name("to-leader-up").start(() -> pass(client, leader));
            pass(leader, client);
            try {
                up.join(HALF_OPEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Passes on what one sends, and that it has ended; a failure ends both ways. */
        private void pass(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a connection to the leader broke off", e);
                close();
            }
        }

        @Override
        public void close() {
            for (Socket socket : new Socket[] {client, leader}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "closing", e);
                }
            }
        }
    }
}
