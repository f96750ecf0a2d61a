package io.d2k.k8s.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Frames of a web socket as a client writes them (RFC 6455, 5): whole messages, masked. */
final class Frames {
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;

    /** So much is in front of a message at most: two bytes, its length, and the mask. */
    static final int LONGEST_HEADER = 14;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /**
     * Writes what is in front of a message.
     *
     * @param length of the message
     * @return where the message begins
     */
    static int header(byte[] frame, int type, int length, int mask) {
        int at = 0;
        frame[at++] = (byte) (LAST | type);
        if (length <= SHORT) {
            frame[at++] = (byte) (MASKED | length);
        } else if (length <= 0xffff) {
            frame[at++] = (byte) (MASKED | TWO_BYTES);
            frame[at++] = (byte) (length >>> 8);
            frame[at++] = (byte) length;
        } else {
            frame[at++] = (byte) (MASKED | EIGHT_BYTES);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame[at++] = (byte) ((long) length >>> shift);
            }
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame[at++] = (byte) (mask >>> shift);
        }
        return at;
    }

    /** Masks a message in place, eight bytes at a time: it is most of what sending costs. */
    static void mask(byte[] frame, int from, int length, int mask) {
        long key = mask & 0xffff_ffffL;
        key |= key << 32;
        int end = from + length;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONGS.set(frame, at, (long) LONGS.get(frame, at) ^ key);
        }
        for (int shift = 24; at < end; at++) {
            frame[at] ^= (byte) (mask >>> shift);
            shift = shift == 0 ? 24 : shift - 8;
        }
    }
}
