package io.d2k.domain.log;

import java.time.Instant;

/**
 * One line of a log.
 *
 * @param stream standard output or standard error
 * @param time when it was printed
 * @param bytes what was printed, with its line feed where it had one; the caller must not change it
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked of a line; copying each would double the cost
public record LogLine(StdStream stream, Instant time, byte[] bytes) {
    /** Returns whether the line was ended by a line feed. */
    public boolean complete() {
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }
}
