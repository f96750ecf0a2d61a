package io.d2k.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Passes questions on to other name servers, as they are, and brings their answers back. */
final class Upstream {
    private static final Logger LOG = System.getLogger(Upstream.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LARGEST = 65_535;

    private final int port;

    /** Makes one for servers that listen on a port, mostly 53. */
    Upstream(int port) {
        this.port = port;
    }

    /** A way to ask one server. */
    @FunctionalInterface
    private interface Way {
        byte[] ask(InetSocketAddress server) throws IOException;
    }

    /** Asks one server after the other by UDP, two seconds each; returns the first answer, nothing where none comes. */
    Optional<byte[]> datagram(byte[] query, List<String> servers) {
        return first(servers, server -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(server);
                socket.send(new DatagramPacket(query, query.length));
                return answer(socket, query);
            }
        });
    }

    /** Returns what comes with the question's number; anything else is passed over. */
    private static byte[] answer(DatagramSocket socket, byte[] query) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        for (long left = PATIENCE.toMillis();
                left > 0;
                left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
            socket.setSoTimeout((int) left);
            packet.setLength(LARGEST);
            socket.receive(packet);
            byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
            if (answer.length > 1 && answer[0] == query[0] && answer[1] == query[1]) {
                return answer;
            }
        }
        throw new SocketTimeoutException("no answer to this question");
    }

    /** As {@link #datagram}, by TCP. */
    Optional<byte[]> stream(byte[] query, List<String> servers) {
        return first(servers, server -> {
            try (Socket socket = new Socket()) {
                socket.connect(server, (int) PATIENCE.toMillis());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                var output = new DataOutputStream(socket.getOutputStream());
                write(output, query);
                return read(new DataInputStream(socket.getInputStream()));
            }
        });
    }

    /** Writes a message as TCP carries them, with its length before it. */
    static void write(DataOutputStream output, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        output.write(framed);
        output.flush();
    }

    /** Reads such a message. */
    static byte[] read(DataInputStream input) throws IOException {
        byte[] message = new byte[input.readUnsignedShort()];
        input.readFully(message);
        return message;
    }

    private Optional<byte[]> first(List<String> servers, Way way) {
        for (String server : servers) {
            try {
                return Optional.of(way.ask(new InetSocketAddress(InetAddress.getByName(server), port)));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "name server " + server + " does not answer: " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
