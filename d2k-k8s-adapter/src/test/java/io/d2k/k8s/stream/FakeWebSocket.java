package io.d2k.k8s.stream;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The server's end of a web socket. */
final class FakeWebSocket {
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final DataInputStream input;
    private final OutputStream output;

    /** A message from the client. */
    @SuppressWarnings("ArrayRecordComponent")
    record Message(int type, byte[] bytes) {
        int channel() {
            return bytes[0] & 0xff;
        }

        String text() {
            return new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        }
    }

    FakeWebSocket(FakeApi.Exchange exchange, String protocol) throws IOException {
        this.input = new DataInputStream(exchange.input());
        this.output = exchange.output();
        String accept =
                Base64.getEncoder().encodeToString(sha1(exchange.headers().get("sec-websocket-key") + MAGIC));
        output.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\nSec-WebSocket-Protocol: " + protocol + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        output.flush();
    }

    void send(int channel, String text) throws IOException {
        send(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(int channel, byte[] bytes) throws IOException {
        int length = bytes.length + 1;
        output.write(0x80 | BINARY);
        if (length < 126) {
            output.write(length);
        } else {
            output.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                output.write((int) ((long) length >>> shift));
            }
        }
        output.write(channel);
        output.write(bytes);
        output.flush();
    }

    void exit(int code) throws IOException {
        send(
                ChannelProtocol.STATUS,
                code == 0
                        ? "{\"status\":\"Success\"}"
                        : "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                                + "[{\"reason\":\"ExitCode\",\"message\":\"" + code + "\"}]}}");
        close();
    }

    void ping(String words) throws IOException {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        output.write(0x80 | PING);
        output.write(bytes.length);
        output.write(bytes);
        output.flush();
    }

    void close() throws IOException {
        output.write(new byte[] {(byte) (0x80 | CLOSE), 2, 3, (byte) 0xe8});
        output.flush();
    }

    Message receive() throws IOException {
        int type = input.readUnsignedByte() & 0x0f;
        int length = input.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = input.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(input.readLong());
        }
        byte[] mask = input.readNBytes(4);
        byte[] bytes = input.readNBytes(length);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= mask[i % 4];
        }
        return new Message(type, bytes);
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
