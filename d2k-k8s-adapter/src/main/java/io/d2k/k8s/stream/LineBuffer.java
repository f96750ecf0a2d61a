package io.d2k.k8s.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * A window on a stream of lines; its memory is bounded, whatever the lines' length. It begins small, since most of those
 * who follow a log wait, hundreds of them at times, and grows with what a read brings.
 */
final class LineBuffer {
    /** The memory that an idle follower costs, in bytes. */
    static final int SMALLEST = 8 * 1024;
    /** The memory that no stream exceeds, in bytes. */
    static final int LARGEST = 128 * 1024;

    private static final byte LINE_FEED = '\n';

    private byte[] bytes = new byte[SMALLEST];
    private InputStream source = InputStream.nullInputStream();
    private int start;
    private int end;
    private int scanned;
    private long position;
    private boolean ended;
    /** Whether the last read filled all of its room, so that more was there. */
    private boolean abundant;

    /** Goes on with another source, whose first byte has the given position; what has not been consumed is dropped. */
    void attach(InputStream next, long itsPosition) {
        source = next;
        start = 0;
        end = 0;
        scanned = 0;
        position = itsPosition;
        ended = false;
    }

    /**
     * Looks for the end of the line that begins at {@link #start()}; waits for what is missing.
     *
     * @param window how far to look, at most 64 KiB
     * @return the length before the line feed, or -1 where there is none so near
     */
    int lineLength(int window) throws IOException {
        while (true) {
            int limit = Math.min(end, start + window);
            int at = scanned;
            while (at < limit && bytes[at] != LINE_FEED) {
                at++;
            }
            scanned = at;
            if (at < limit) {
                return at - start;
            }
            if (end - start >= window || !fill()) {
                return -1;
            }
        }
    }

    /** Returns whether the source has no more than what is at hand. */
    boolean ended() {
        return ended;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Returns how many bytes are at hand. */
    int available() {
        return end - start;
    }

    /** Returns the position of {@link #start()} in the source. */
    long position() {
        return position;
    }

    void consume(int count) {
        start += count;
        position += count;
        scanned = Math.max(scanned, start);
    }

    private boolean fill() throws IOException {
        if (end > bytes.length / 2) {
            makeRoom();
        }
        int room = bytes.length - end;
        int read = ended ? -1 : source.read(bytes, end, room);
        abundant = read == room;
        if (read < 0) {
            ended = true;
            return false;
        }
        end += read;
        return true;
    }

    private void makeRoom() {
        boolean grows = bytes.length < LARGEST && (abundant || end - start > bytes.length / 2);
        byte[] target = grows ? new byte[2 * bytes.length] : bytes;
        System.arraycopy(bytes, start, target, 0, end - start);
        bytes = target;
        end -= start;
        scanned -= start;
        start = 0;
    }

    /** Returns how much memory it takes, in bytes. */
    int capacity() {
        return bytes.length;
    }
}
