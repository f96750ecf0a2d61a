package io.d2k.k8s.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Listens on a port of d2k's host, and carries each connection to the pod that runs at that moment. */
final class ForwardListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ForwardListener.class.getName());
    private static final int BACKLOG = 128;

    private final ServerSocket server;
    private final PodApi api;
    private final Supplier<Optional<String>> pod;
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    /**
     * Begins to listen.
     *
     * @param pod the name of the pod that runs
     * @param port the port in the pod
     * @throws IOException when the host port is taken
     */
    ForwardListener(InetAddress host, int hostPort, PodApi api, Supplier<Optional<String>> pod, int port)
            throws IOException {
        this.api = api;
        this.pod = pod;
        this.port = port;
        this.server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(host, hostPort), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread.ofVirtual().name("forward-" + hostPort).start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                Thread.ofVirtual().name("tunnel").start(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(Level.WARNING, "a connection could not be accepted: {0}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            Optional<String> target = pod.get();
            if (target.isPresent()) {
                try (PodTunnel tunnel = PodTunnel.open(client, api, target.get(), port)) {
                    tunnel.carry();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a forwarded connection ended", e);
        } finally {
            clients.remove(client);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }
}
