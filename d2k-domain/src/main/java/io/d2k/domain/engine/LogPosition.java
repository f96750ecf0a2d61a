package io.d2k.domain.engine;

/**
 * How far in its log the output of one stream is that has come by another way. Nodes may leave a carriage return before a
 * line feed out of the log, as containerd does: so those do not count, whether the log has them or not.
 */
final class LogPosition {
    private long bytes;
    /** Carriage returns behind these bytes, of which the next byte decides. */
    private long open;

    private long openInLog;

    /** Counts output. */
    void advance(byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] == '\r') {
                open++;
            } else {
                bytes += buffer[i] == '\n' ? 1 : open + 1;
                open = 0;
            }
        }
    }

    /** Counts text of the log, from its beginning on; returns how many of its first bytes have come. */
    int pass(byte[] text) {
        for (int known = 0; known < text.length; known++) {
            byte next = text[known];
            if (bytes > 0 && next == '\r') {
                openInLog++;
            } else if (bytes > 0) {
                bytes -= next == '\n' ? 1 : openInLog + 1;
                openInLog = 0;
            } else if (open > 0 && next == '\r') {
                open--;
            } else {
                open = 0;
                return known;
            }
        }
        return text.length;
    }
}
