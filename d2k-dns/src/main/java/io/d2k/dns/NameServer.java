package io.d2k.dns;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.NameLookups;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * A name server for containers, by UDP and TCP (RFC 1035). It knows the names of their networks, and asks the cluster's
 * DNS, or a container's own name servers, for all others.
 */
public final class NameServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NameServer.class.getName());
    private static final int LARGEST_DATAGRAM = 512;
    private static final int LARGEST = 65_535;
    private static final int LARGEST_QUESTION = 4096;
    /** Further questions at a time are dropped, and asked again. */
    private static final int AT_ONCE = 2048;

    private static final int CONNECTIONS = 256;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration ENDING = Duration.ofSeconds(2);

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Answers answers;
    private final Upstream upstream;
    private final Supplier<List<String>> servers;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Semaphore seats = new Semaphore(CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Thread> listeners = List.of(
            Thread.ofVirtual().name("dns-udp").unstarted(this::datagrams),
            Thread.ofVirtual().name("dns-tcp").unstarted(this::connections));

    /**
     * What it is made of.
     *
     * @param address where it listens
     * @param domains the domains in which containers search
     * @param servers addresses of who knows all other names; empty while they are not known
     * @param port the port of those, 53
     */
    public record Settings(
            InetSocketAddress address, SearchDomains domains, Supplier<List<String>> servers, int port) {}

    private NameServer(Settings settings, NameLookups lookups) throws IOException {
        answers = new Answers(lookups, settings.domains());
        upstream = new Upstream(settings.port());
        servers = settings.servers();
        connections = new ServerSocket();
        boolean bound = false;
        try {
            connections.setReuseAddress(true);
            connections.bind(settings.address());
            InetAddress at = settings.address().getAddress();
            datagrams = new DatagramSocket(new InetSocketAddress(at, connections.getLocalPort()));
            bound = true;
        } finally {
            if (!bound) {
                connections.close();
            }
        }
    }

    /**
     * Begins to serve.
     *
     * @throws IOException when the port cannot be had, as when another has it, or when ports below 1024 are root's
     */
    public static NameServer start(Settings settings, NameLookups lookups) throws IOException {
        NameServer server = new NameServer(settings, lookups);
        server.listeners.forEach(Thread::start);
        return server;
    }

    /** Returns the port, of UDP and TCP. */
    public int port() {
        return connections.getLocalPort();
    }

    private void datagrams() {
        while (!datagrams.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST_QUESTION], LARGEST_QUESTION);
            try {
                datagrams.receive(packet);
            } catch (IOException e) {
                told("a question", e); // a client that has gone may be told of here
                continue;
            }
            if (room.tryAcquire()) {
                Thread.ofVirtual().name("dns-question").start(() -> {
                    try {
                        answer(packet);
                    } finally {
                        room.release();
                    }
                });
            }
        }
    }

    private void answer(DatagramPacket packet) {
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        Optional<byte[]> answer = answer(query, packet.getAddress(), true);
        if (answer.isPresent()) {
            try {
                datagrams.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
            } catch (IOException e) {
                told("an answer", e);
            }
        }
    }

    private void connections() {
        while (!connections.isClosed()) {
            try {
                Socket socket = connections.accept();
                if (!seats.tryAcquire()) {
                    socket.close();
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().name("dns-connection").start(() -> serve(socket));
            } catch (IOException e) {
                told("a connection", e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout((int) IDLE.toMillis());
            var input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var output = new DataOutputStream(socket.getOutputStream());
            while (!connections.isClosed()) {
                Optional<byte[]> answer = answer(Upstream.read(input), socket.getInetAddress(), false);
                if (answer.isEmpty()) {
                    return;
                }
                Upstream.write(output, answer.get());
            }
        } catch (IOException e) {
            LOG.log(Level.TRACE, () -> "a connection ended: " + e.getMessage());
        } finally {
            open.remove(socket);
            seats.release();
        }
    }

    /** Returns the answer; nothing to what is no question. */
    private Optional<byte[]> answer(byte[] bytes, InetAddress from, boolean datagram) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException e) {
            LOG.log(Level.TRACE, () -> from + " asks in a way that is none: " + e.getMessage());
            return Optional.empty();
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return Optional.empty();
        }
        try {
            return switch (answers.to(query, from)) {
                case Answers.Outcome.Reply(Message reply) -> Optional.of(wire(reply, query, datagram));
                case Answers.Outcome.Forward(List<String> own) -> {
                    List<String> asked = own.isEmpty() ? servers.get() : own;
                    yield (datagram ? upstream.datagram(bytes, asked) : upstream.stream(bytes, asked))
                            .or(() -> Optional.of(wire(Answers.refusal(query, Rcode.SERVFAIL), query, datagram)));
                }
            };
        } catch (EngineException e) {
            LOG.log(Level.DEBUG, () -> "a question was not answered: " + e.getMessage());
            return Optional.of(wire(Answers.refusal(query, Rcode.SERVFAIL), query, datagram));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a question was not answered", e);
            return Optional.of(wire(Answers.refusal(query, Rcode.SERVFAIL), query, datagram));
        }
    }

    private static byte[] wire(Message reply, Message query, boolean datagram) {
        if (!datagram) {
            return reply.toWire(LARGEST);
        }
        int payload = query.getOPT() == null ? 0 : query.getOPT().getPayloadSize();
        return reply.toWire(Math.max(LARGEST_DATAGRAM, payload));
    }

    private void told(String what, IOException failure) {
        if (!connections.isClosed()) {
            LOG.log(Level.DEBUG, () -> "the name server lost " + what + ": " + failure.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            connections.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the listener was not closed", e);
        }
        datagrams.close();
        open.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a connection was not closed", e);
            }
        });
        // whoever waits at a port lets it go last
        listeners.forEach(NameServer::awaitEnd);
    }

    private static void awaitEnd(Thread listener) {
        try {
            listener.join(ENDING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
