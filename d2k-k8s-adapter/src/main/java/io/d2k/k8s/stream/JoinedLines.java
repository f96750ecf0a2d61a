package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Puts lines together that a container runtime has written down in parts. containerd does so with lines that are too long,
 * as Docker does, CRI-O with what a process prints in several writes, where Docker waits for the end of the line.
 */
final class JoinedLines implements LogReader {
    private final LogReader reader;
    private final Map<StdStream, LogLine> begun = new EnumMap<>(StdStream.class);
    private final Queue<LogLine> ready = new ArrayDeque<>();

    JoinedLines(LogReader reader) {
        this.reader = reader;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        while (ready.isEmpty()) {
            Optional<LogLine> part = reader.next();
            if (part.isEmpty()) {
                ready.addAll(begun.values());
                begun.clear();
                break;
            }
            take(part.get());
        }
        return Optional.ofNullable(ready.poll());
    }

    private void take(LogLine part) {
        LogLine before = begun.remove(part.stream());
        LogLine line = before == null ? part : joined(before.bytes(), part);
        while (line.bytes().length > LineParser.LONGEST_PART && before != null) {
            byte[] bytes = line.bytes();
            ready.add(of(line, Arrays.copyOf(bytes, LineParser.LONGEST_PART)));
            line = of(line, Arrays.copyOfRange(bytes, LineParser.LONGEST_PART, bytes.length));
        }
        if (line.complete() || line.bytes().length >= LineParser.LONGEST_PART) {
            ready.add(line);
        } else {
            begun.put(line.stream(), line);
        }
    }

    /** The time is that of the last part: Docker's is that of the line's end. */
    private static LogLine joined(byte[] before, LogLine part) {
        byte[] bytes = Arrays.copyOf(before, before.length + part.bytes().length);
        System.arraycopy(part.bytes(), 0, bytes, before.length, part.bytes().length);
        return of(part, bytes);
    }

    private static LogLine of(LogLine line, byte[] bytes) {
        return new LogLine(line.stream(), line.time(), bytes);
    }

    @Override
    public void close() {
        reader.close();
    }
}
