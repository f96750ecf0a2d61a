package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where in a log that can only be asked for by time reading broke off, so that it goes on without repeating or losing a
 * line. Lines are told apart by their time and, where several have the same, by their number.
 */
final class ResumePoint {
    private static final byte[] NONE = {};

    private Instant last = Instant.MIN;
    private Instant latest = Instant.MIN;
    private int sameTime;
    private byte[] open = NONE;

    private boolean skipping;
    private int seen;

    /** Makes one for a log that is read from its beginning. */
    ResumePoint() {}

    /** Makes one for a log of which nothing up to a time is wanted. */
    ResumePoint(Instant after) {
        last = after;
        latest = after;
        sameTime = Integer.MAX_VALUE;
        skipping = true;
    }

    /** Returns the time to ask for; nothing where nothing has been read. */
    Optional<Instant> since() {
        return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
    }

    /** Returns when the last line was printed; the least time before any. */
    Instant last() {
        return last;
    }

    /** Takes note that the log is now read again, from {@link #since}. */
    void again() {
        skipping = !last.equals(Instant.MIN);
        seen = 0;
    }

    /** Returns what of a line is new; nothing where all has been read before. */
    Optional<LogLine> take(LogLine line) {
        if (skipping) {
            boolean lastSeen = seen >= sameTime;
            if (!lastSeen && line.time().equals(last)) {
                seen++;
                return seen == sameTime ? grown(line) : Optional.empty();
            }
            if (!lastSeen && !line.time().isAfter(latest)) {
                return Optional.empty();
            }
            skipping = false;
        }
        remember(line);
        return Optional.of(line);
    }

    // The log's end may have fallen into a line.
    private Optional<LogLine> grown(LogLine line) {
        if (open.length == 0
                || line.bytes().length <= open.length
                || !Arrays.equals(line.bytes(), 0, open.length, open, 0, open.length)) {
            return Optional.empty();
        }
        var more = new LogLine(
                line.stream(), line.time(), Arrays.copyOfRange(line.bytes(), open.length, line.bytes().length));
        open = line.complete() ? NONE : line.bytes();
        return Optional.of(more);
    }

    private void remember(LogLine line) {
        sameTime = line.time().equals(last) ? sameTime + 1 : 1;
        last = line.time();
        if (last.isAfter(latest)) {
            latest = last;
        }
        open = line.complete() ? NONE : line.bytes();
    }
}
