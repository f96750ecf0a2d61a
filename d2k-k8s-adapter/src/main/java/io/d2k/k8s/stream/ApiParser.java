package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what the log API answers when asked for times: {@code <time> <text>}. Before Kubernetes 1.27 a long line has a
 * further time where the container runtime split it, which is taken out where it stands at the usual place.
 */
final class ApiParser implements LineParser {
    private static final int WINDOW = Timestamps.LONGEST + 1 + LONGEST_PART;
    private static final int LONGEST_COMPLAINT = 512;

    private final LineBuffer buffer = new LineBuffer();
    private final Timestamps timestamps = new Timestamps();
    private final StdStream stream;
    private Instant time = Instant.EPOCH;
    private boolean inside;

    /** Makes one for text of which all is of one stream. */
    ApiParser(StdStream stream) {
        this.stream = stream;
    }

    @Override
    public void attach(InputStream source, long position) {
        buffer.attach(source, position);
        inside = false;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        int length = buffer.lineLength(WINDOW);
        if (length < 0 && buffer.ended() && buffer.available() < WINDOW) {
            return Optional.empty();
        }
        int head = head(length < 0 ? WINDOW : length);
        refuseComplaint(head);
        buffer.consume(head);
        int text = length < 0 ? Integer.MAX_VALUE : length - head;
        inside = text > LONGEST_PART;
        return Optional.of(inside ? take(LONGEST_PART) : take(text + 1));
    }

    @Override
    public Optional<LogLine> rest() throws IOException {
        int length = buffer.available();
        if (length == 0) {
            return Optional.empty();
        }
        int head = head(length);
        refuseComplaint(head);
        buffer.consume(head);
        return length == head ? Optional.empty() : Optional.of(take(length - head));
    }

    private LogLine take(int length) {
        byte[] text = Arrays.copyOfRange(buffer.bytes(), buffer.start(), buffer.start() + length);
        buffer.consume(length);
        return new LogLine(stream, time, text);
    }

    /** Returns how long the time in front is, with its space; 0 where there is none. */
    private int head(int length) {
        byte[] bytes = buffer.bytes();
        int from = buffer.start();
        int limit = from + Math.min(length, Timestamps.LONGEST + 1);
        for (int i = from; i < limit; i++) {
            if (bytes[i] == ' ') {
                Optional<Instant> read = timestamps.read(bytes, from, i);
                if (read.isEmpty() || (inside && read.get().isBefore(time))) {
                    return 0;
                }
                time = read.get();
                return i + 1 - from;
            }
        }
        return 0;
    }

    // A node that cannot read the log has answered "200 OK" by then, and says so in the text.
    private void refuseComplaint(int head) throws IOException {
        if (head == 0 && !inside && time.equals(Instant.EPOCH)) {
            int length = Math.min(buffer.available(), LONGEST_COMPLAINT);
            String text = new String(buffer.bytes(), buffer.start(), length, StandardCharsets.UTF_8);
            throw new LogUnreadableException(text.lines().findFirst().orElse(""));
        }
    }
}
