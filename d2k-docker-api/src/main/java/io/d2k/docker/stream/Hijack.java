package io.d2k.docker.stream;

import io.d2k.domain.exec.ProcessSession;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is taken over for a process's streams. With the {@code Upgrade} header or without, what follows the
 * head is the process's output one way and its input the other way, until the process ends.
 */
public final class Hijack {
    /** Some clients lose output that arrives together with the head. */
    private static final long HOLD_BACK = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connections connections;
    private final ConnectionContext context;
    private final long headSent;
    private boolean heldBack;

    private Hijack(Connections connections, ConnectionContext context, long headSent) {
        this.connections = connections;
        this.context = context;
        this.headSent = headSent;
    }

    /**
     * Takes the connection over and sends the head.
     *
     * @param head status line and headers, without the empty line at their end
     */
    public static Hijack start(ServerResponse response, Connections connections, String head) {
        ConnectionContext context = TakenOver.from(response).connection();
        byte[] bytes = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        context.dataWriter().writeNow(BufferData.create(bytes));
        return new Hijack(connections, context, System.nanoTime());
    }

    /**
     * Connects the client with the process until the process ends or the client is gone.
     *
     * @param raw whether the client expects bytes without frames
     * @param stdin whether the client's input is for the process
     * @param keys what detaches the client from a terminal
     * @return to be thrown, for Helidon to close the connection: a plain return would make it read on
     */
    public CloseConnectionException carry(ProcessSession session, boolean raw, boolean stdin, DetachKeys keys) {
        var conversation = new Conversation(session, stdin, keys);
        var frames = new FrameWriter(this::write, raw);
        // a client that has closed its sending side and one that is gone look alike until something is sent
        Optional<Conversation.Probe> probe = raw ? Optional.empty() : Optional.of(frames::empty);
        Thread input = conversation.carryInput(stdin ? input() : this::read, probe);
        conversation.carryOutput(frames);
        connections.linger(context.childSocketId(), input);
        return new CloseConnectionException("process has ended");
    }

    /** The same over WebSocket messages, without frames of Docker's. */
    public CloseConnectionException carryMessages(
            ProcessSession session, boolean stdin, DetachKeys keys, boolean binary) {
        var conversation = new Conversation(session, stdin, keys);
        var socket = new WebSocket(context.dataReader(), this::write, binary);
        Thread input = conversation.carryInput(socket, Optional.empty());
        conversation.carryOutput((stream, buffer, offset, length) -> socket.send(buffer, offset, length));
        socket.end();
        connections.linger(context.childSocketId(), input);
        return new CloseConnectionException("process has ended");
    }

    /** Returns input to be carried on in large pieces; what is encrypted is Helidon's to read. */
    private ClientInput input() {
        Optional<SocketChannel> channel =
                context.isSecure() ? Optional.empty() : connections.channel(context.childSocketId());
        if (channel.isEmpty()) {
            return this::read;
        }
        byte[] buffer = new byte[ProcessSession.MESSAGE_BYTES];
        return () -> context.dataReader().available() > 0 ? read() : read(channel.get(), buffer);
    }

    private Optional<byte[]> read() {
        try {
            return Optional.of(context.dataReader().readBuffer().readBytes());
        } catch (DataReader.InsufficientDataAvailableException e) {
            return Optional.empty();
        }
    }

    /** Helidon reads 8 KiB at a time, of which each costs a message to the node, and several packets. */
    private static Optional<byte[]> read(SocketChannel from, byte[] buffer) {
        try {
            int count = from.read(ByteBuffer.wrap(buffer));
            return count < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(buffer, count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called under one lock: Helidon's sockets are not for several writers. */
    private void write(byte[] buffer, int offset, int length) throws IOException {
        if (!heldBack) {
            heldBack = true;
            holdBack();
        }
        try {
            context.dataWriter().writeNow(BufferData.create(buffer, offset, length));
        } catch (RuntimeException e) { // Helidon's socket exceptions
            throw new IOException("client has gone away", e);
        }
    }

    private void holdBack() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(HOLD_BACK - (System.nanoTime() - headSent));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("server is stopping", e);
        }
    }
}
