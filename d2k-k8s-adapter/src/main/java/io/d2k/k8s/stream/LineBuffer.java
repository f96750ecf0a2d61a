package io.d2k.k8s.stream;

import java.io.IOException;
import java.io.InputStream;

/** A window on a stream of lines; its memory is bounded, whatever the lines' length. */
final class LineBuffer {
    private static final int CAPACITY = 128 * 1024;
    private static final byte LINE_FEED = '\n';

    private final byte[] bytes = new byte[CAPACITY];
    private InputStream source = InputStream.nullInputStream();
    private int start;
    private int end;
    private int scanned;
    private long position;
    private boolean ended;

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
        if (end == CAPACITY) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
        int read = ended ? -1 : source.read(bytes, end, CAPACITY - end);
        if (read < 0) {
            ended = true;
            return false;
        }
        end += read;
        return true;
    }
}
