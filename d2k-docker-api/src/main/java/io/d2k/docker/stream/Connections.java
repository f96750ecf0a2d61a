package io.d2k.docker.stream;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;

/**
 * The open connections of the listeners. Helidon shows handlers no channel, but only a channel can be half-closed, and
 * closing one with unread input makes the kernel throw away output that is still under way.
 */
public final class Connections {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int SWEEP_AT = 256;

    private final Map<String, SocketChannel> channels = new ConcurrentHashMap<>();
    private volatile int sweepAt = SWEEP_AT;

    /** Makes an empty set. */
    public Connections() {}

    /**
     * Returns the options that a listener needs for its connections to be known here.
     *
     * @param keepAliveIdle silence after which TCP probes whether the peer is still there, at least 1 s
     */
    public SocketOptions options(Duration keepAliveIdle) {
        int idle = (int) Math.max(1, keepAliveIdle.toSeconds());
        return new Remembering(SocketOptions.builder()
                .tcpNoDelay(true)
                .socketKeepAlive(true)
                .putSocketOption(ExtendedSocketOptions.TCP_KEEPIDLE, idle)
                .putSocketOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, idle / 4))
                .putSocketOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4)
                .build());
    }

    /**
     * Ends the output of a connection and reads what its peer still sends, until the peer closes it, for 2 s at most.
     * The caller closes it afterwards.
     *
     * @param socketId Helidon's ID of the connection
     */
    public void linger(String socketId) {
        Optional<SocketChannel> channel = shutdownOutput(socketId);
        if (channel.isPresent()) {
            SocketChannel c = channel.get();
            await(Thread.ofVirtual().name("linger").start(() -> discard(c)));
        }
    }

    /** Ends the output of a connection, while another thread reads its input; waits for that thread, 2 s at most. */
    void linger(String socketId, Thread reader) {
        if (shutdownOutput(socketId).isPresent()) {
            await(reader);
        }
    }

    /** Returns the channel of a connection, nothing where it is not known. */
    Optional<SocketChannel> channel(String socketId) {
        return Optional.ofNullable(channels.get(socketId));
    }

    private Optional<SocketChannel> shutdownOutput(String socketId) {
        Optional<SocketChannel> channel = channel(socketId);
        try {
            if (channel.isPresent()) {
                channel.get().shutdownOutput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "closed already", e);
            return Optional.empty();
        }
        return channel;
    }

    private static void await(Thread reader) {
        try {
            reader.join(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops; the connection is closed at once
        }
    }

    private static void discard(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "closed while lingering", e);
        }
    }

    private void remember(SocketChannel channel) {
        if (channels.size() >= sweepAt) {
            channels.values().removeIf(c -> !c.isOpen());
            sweepAt = Math.max(SWEEP_AT, 2 * channels.size());
        }
        // The same text as Helidon's childSocketId().
        channels.put("0x" + HexFormat.of().toHexDigits(System.identityHashCode(channel)), channel);
    }

    /** Options that let this set know of each connection accepted with them. */
    private final class Remembering implements SocketOptions {
        private final SocketOptions options;

        Remembering(SocketOptions options) {
            this.options = options;
        }

        @Override
        public void configureSocket(SocketChannel channel) {
            options.configureSocket(channel);
            remember(channel);
        }

        @Override
        public void configureSocket(Socket socket) {
            options.configureSocket(socket);
        }

        @Override
        public Map<SocketOption<?>, Object> socketOptions() {
            return options.socketOptions();
        }

        @Override
        public Duration connectTimeout() {
            return options.connectTimeout();
        }

        @Override
        public Duration readTimeout() {
            return options.readTimeout();
        }

        @Override
        public Optional<Integer> socketReceiveBufferSize() {
            return options.socketReceiveBufferSize();
        }

        @Override
        public Optional<Integer> socketSendBufferSize() {
            return options.socketSendBufferSize();
        }

        @Override
        public boolean socketReuseAddress() {
            return options.socketReuseAddress();
        }

        @Override
        public boolean socketKeepAlive() {
            return options.socketKeepAlive();
        }

        @Override
        public boolean tcpNoDelay() {
            return options.tcpNoDelay();
        }
    }
}
