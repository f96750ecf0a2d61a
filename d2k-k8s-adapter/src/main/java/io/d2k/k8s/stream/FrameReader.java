package io.d2k.k8s.stream;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/** Reads the messages that the server's end of a web socket sends (RFC 6455, 5), put together of their frames. */
final class FrameReader {
    private static final int LAST = 0x80;
    private static final int EXTENDED = 0x70;
    private static final int TYPE = 0x0f;
    private static final int CONTROL = 0x8;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    /** Far more than an API server sends at once; what is longer is no message of one. */
    private static final long LONGEST = 16L << 20;

    private final BufferedSource source;
    private final Buffer parts = new Buffer();

    /**
     * A message.
     *
     * @param control its type where it is about the web socket itself; 0 for one with data
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(int control, byte[] bytes) {}

    FrameReader(BufferedSource source) {
        this.source = source;
    }

    /**
     * Waits for the next message.
     *
     * @throws IOException at the end of the connection, too: a web socket in good order ends by a message
     */
    Message next() throws IOException {
        while (true) {
            int first = source.readByte() & 0xff;
            int second = source.readByte() & 0xff;
            long length = second & ~MASKED;
            if (length == TWO_BYTES) {
                length = source.readShort() & 0xffff;
            } else if (length == EIGHT_BYTES) {
                length = source.readLong();
            }
            if ((first & EXTENDED) != 0 || (second & MASKED) != 0 || length < 0 || parts.size() + length > LONGEST) {
                throw new IOException("what the server sends is no web socket's");
            }
            boolean last = (first & LAST) != 0;
            int type = first & TYPE;
            if ((type & CONTROL) != 0) {
                return new Message(type, source.readByteArray(length)); // may come between the frames of another
            }
            if (last && parts.exhausted()) {
                return new Message(0, source.readByteArray(length));
            }
            parts.write(source, length);
            if (last) {
                return new Message(0, parts.readByteArray());
            }
        }
    }
}
