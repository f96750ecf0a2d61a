package io.d2k.docker.stream;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The server's side of RFC 6455 on a hijacked connection, as far as {@code attach/ws} needs it. */
public final class WebSocket implements ClientInput {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_FRAME = 1 << 20;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    private final DataReader in;
    private final ByteOutput out;
    private final boolean binary;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    WebSocket(DataReader in, ByteOutput out, boolean binary) {
        this.in = in;
        this.out = out;
        this.binary = binary;
    }

    /** Returns what {@code Sec-WebSocket-Accept} answers to {@code Sec-WebSocket-Key}. */
    public static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Waits for the next data; answers pings meanwhile. A WebSocket has no half-close: its end is the client's end. */
    @Override
    public Optional<byte[]> read() {
        try {
            while (true) {
                int first = in.read() & 0xff;
                int second = in.read() & 0xff;
                long length = length(second & 0x7f);
                if ((second & MASKED) == 0 || (first & 0x70) != 0) {
                    throw closed(PROTOCOL_ERROR);
                }
                if (length < 0 || length > MAX_FRAME) {
                    throw closed(TOO_BIG);
                }
                byte[] mask = in.readBytes(4);
                byte[] data = in.readBytes((int) length);
                for (int i = 0; i < data.length; i++) {
                    data[i] ^= mask[i & 3];
                }
                switch (first & 0x0f) {
                    case CONTINUATION, TEXT, BINARY -> {
                        return Optional.of(data);
                    }
                    case CLOSE -> throw closed(NORMAL);
                    case PING -> send(PING + 1, data, 0, data.length);
                    default -> {
                        // a pong asks for nothing
                    }
                }
            }
        } catch (DataReader.InsufficientDataAvailableException | IOException e) {
            throw new CloseConnectionException("client has gone away", e);
        }
    }

    private CloseConnectionException closed(int status) throws IOException {
        close(status);
        return new CloseConnectionException("WebSocket closed with " + status);
    }

    private long length(int seven) {
        return switch (seven) {
            case 126 -> ByteBuffer.wrap(in.readBytes(2)).getShort() & 0xffff;
            case 127 -> ByteBuffer.wrap(in.readBytes(8)).getLong();
            default -> seven;
        };
    }

    /** Sends output as one message. */
    void send(byte[] buffer, int offset, int length) throws IOException {
        send(binary ? BINARY : TEXT, buffer, offset, length);
    }

    /** Says goodbye, unless that was done before. */
    void end() {
        try {
            close(NORMAL);
        } catch (IOException e) {
            System.getLogger(WebSocket.class.getName()).log(System.Logger.Level.TRACE, "client has gone away", e);
        }
    }

    private void close(int status) throws IOException {
        send(CLOSE, new byte[] {(byte) (status >> 8), (byte) status}, 0, 2);
    }

    private void send(int opcode, byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) (FIN | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        frame.put(buffer, offset, length);
        lock.lock();
        try {
            if (!closed) {
                closed = opcode == CLOSE;
                out.write(frame.array(), 0, frame.position());
            }
        } finally {
            lock.unlock();
        }
    }
}
