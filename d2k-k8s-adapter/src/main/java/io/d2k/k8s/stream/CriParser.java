package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what container runtimes write, a record a line: {@code <time> <stdout|stderr> <P|F> <text>}, where P says that
 * the text had no line feed. Remembers the head of the last record, by which a file is known again.
 */
final class CriParser implements LineParser {
    private static final System.Logger LOG = System.getLogger(CriParser.class.getName());
    /** Time, stream and tags are far shorter. */
    private static final int LONGEST_HEAD = 256;

    private static final int MARK = 64;
    private static final int STREAM = 7;
    private static final int MALFORMED = 16;

    private final LineBuffer buffer = new LineBuffer();
    private final Timestamps timestamps = new Timestamps();
    private final byte[] mark = new byte[MARK];
    private int markLength;
    private long markPosition;

    private StdStream stream = StdStream.STDOUT;
    private Instant time = Instant.EPOCH;
    private boolean full;
    private boolean inside;
    private int malformed;

    @Override
    public void attach(InputStream source, long position) {
        buffer.attach(source, position);
        inside = false;
        markLength = 0;
    }

    /**
     * Goes on with a source that begins with the last record read.
     *
     * @return whether it does; where not, nothing has changed but that the source is consumed in part
     */
    boolean resume(InputStream source) throws IOException {
        if (!recognises(source)) {
            return false;
        }
        // What is read of a record goes beyond its mark.
        long seen = buffer.position() - markPosition - markLength;
        try {
            source.skipNBytes(seen);
        } catch (EOFException e) {
            return false;
        }
        buffer.attach(source, buffer.position());
        return true;
    }

    /** Returns where the record begins that {@link #resume} wants to see, or where reading began. */
    long resumePosition() {
        return markLength == 0 ? buffer.position() : markPosition;
    }

    /** Returns whether a record has been read since {@link #attach}. */
    boolean marked() {
        return markLength > 0;
    }

    /** Returns whether a file, read from {@link #resumePosition}, is the one that was read last. */
    boolean recognises(InputStream source) throws IOException {
        byte[] head = source.readNBytes(markLength);
        return markLength > 0 && Arrays.equals(head, 0, head.length, mark, 0, markLength);
    }

    /** Returns the position behind what has been read. */
    long position() {
        return buffer.position();
    }

    /** Returns when the last line was printed. */
    Instant time() {
        return time;
    }

    /** Returns how many lines were no records. */
    int malformed() {
        return malformed;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        while (true) {
            int window = inside ? LONGEST_PART : LONGEST_HEAD + LONGEST_PART;
            int length = buffer.lineLength(window);
            if (length < 0 && buffer.ended() && buffer.available() < window) {
                return Optional.empty();
            }
            if (inside) {
                return Optional.of(part(length));
            }
            int head = head(length < 0 ? window : length);
            if (head < 0) {
                if (++malformed > MALFORMED && markLength == 0) {
                    return Optional.empty(); // another format
                }
                LOG.log(Level.DEBUG, "no log record at {0}", buffer.position());
                inside = false;
                buffer.consume(length < 0 ? window : length + 1);
                continue;
            }
            buffer.consume(head);
            LogLine line = part(length < 0 ? -1 : length - head);
            // The runtime ends a stream by an empty partial record.
            if (line.bytes().length > 0) {
                return Optional.of(line);
            }
        }
    }

    @Override
    public Optional<LogLine> rest() {
        int length = buffer.available();
        if (length == 0) {
            return Optional.empty();
        }
        int head = inside ? 0 : head(length);
        if (head < 0) {
            return Optional.empty();
        }
        int from = buffer.start() + head;
        byte[] text = Arrays.copyOfRange(buffer.bytes(), from, buffer.start() + length);
        buffer.consume(length);
        return text.length == 0 ? Optional.empty() : Optional.of(new LogLine(stream, time, text));
    }

    private LogLine part(int length) {
        byte[] bytes = buffer.bytes();
        int from = buffer.start();
        if (length < 0) {
            inside = true;
            byte[] text = Arrays.copyOfRange(bytes, from, from + LONGEST_PART);
            buffer.consume(LONGEST_PART);
            return new LogLine(stream, time, text);
        }
        inside = false;
        // A full record's line feed is the text's own.
        byte[] text = Arrays.copyOfRange(bytes, from, from + length + (full ? 1 : 0));
        buffer.consume(length + 1);
        return new LogLine(stream, time, text);
    }

    /** Reads the head of a record of the given length; returns the head's length, or -1 where it is no record. */
    private int head(int length) {
        byte[] bytes = buffer.bytes();
        int from = buffer.start();
        int limit = from + length;
        int space = index(bytes, from, Math.min(limit, from + Timestamps.LONGEST + 1));
        if (space < 0 || limit < space + STREAM + 2 || bytes[space + STREAM] != ' ') {
            return -1;
        }
        Optional<Instant> read = timestamps.read(bytes, from, space);
        if (read.isEmpty() || bytes[space + 1] != 's' || bytes[space + 2] != 't' || bytes[space + 3] != 'd') {
            return -1;
        }
        int tags = space + STREAM + 1;
        int text = index(bytes, tags, limit);
        if (text < 0) {
            return -1;
        }
        stream = bytes[space + 4] == 'e' ? StdStream.STDERR : StdStream.STDOUT;
        full = bytes[tags] != 'P';
        time = read.get();
        markPosition = buffer.position();
        markLength = Math.min(MARK, length);
        System.arraycopy(bytes, from, mark, 0, markLength);
        return text + 1 - from;
    }

    private static int index(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ' ') {
                return i;
            }
        }
        return -1;
    }
}
