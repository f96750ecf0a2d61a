package io.d2k.k8s.stream;

import io.d2k.domain.port.out.PodLogs;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds where in an instance's files reading has to begin, so that of a long log no more is transferred than the request
 * needs: the end is looked at in steps, each four times as long as the one before.
 *
 * @param file the file's name
 * @param offset where a record begins in it
 * @param skipTo nothing before it is wanted
 */
record LogStart(String file, long offset, long skipTo) {
    private static final long FIRST_STEP = 64 * 1024;
    private static final int GROWTH = 4;
    /** More lines than that are most of a log: looking for their begin does not pay. */
    private static final int LONGEST_TAIL = 100_000;

    private static final int PROBE = 64 * 1024;

    /** Finds it; the files of the instance have been listed. */
    static LogStart find(NodeLogFiles files, LogFileNames names, PodLogs.Request request) throws IOException {
        if (request.tail().isPresent() && request.tail().getAsInt() <= LONGEST_TAIL) {
            return tail(files, names, request.tail().getAsInt());
        }
        if (request.since().isPresent()) {
            return since(files, names, request.since().get());
        }
        return new LogStart(names.oldest(), 0, 0);
    }

    private static LogStart tail(NodeLogFiles files, LogFileNames names, int lines) throws IOException {
        int found = 0;
        for (long step = FIRST_STEP; ; step *= GROWTH) {
            try (NodeLogFiles.Content end = files.suffix(names.current(), step)) {
                Scan scan = Scan.of(end.stream());
                if (lines == 0 && scan.lastRecord() >= (end.start() == 0 ? 0 : 1)) {
                    return new LogStart(names.current(), end.start() + scan.lastRecord(), end.start() + scan.end());
                }
                if (end.start() == 0) {
                    found = scan.lines();
                    break;
                }
                // The first may be the rest of a line.
                if (lines > 0 && scan.lines() > lines + 1) {
                    return new LogStart(names.current(), end.start() + scan.firstEnd(), 0);
                }
            }
        }
        List<String> older = names.rotated().reversed();
        if (found >= lines || older.isEmpty()) {
            return new LogStart(names.current(), 0, 0);
        }
        for (String name : older) {
            try (NodeLogFiles.Content content = files.open(name, 0)) {
                found += Scan.of(content.stream()).lines();
            }
            if (found >= lines) {
                return new LogStart(name, 0, 0);
            }
        }
        return new LogStart(older.getLast(), 0, 0);
    }

    private static LogStart since(NodeLogFiles files, LogFileNames names, Instant since) throws IOException {
        long size;
        try (NodeLogFiles.Content end = files.suffix(names.current(), 1)) {
            size = Math.max(0, end.size());
        }
        for (long step = FIRST_STEP; step < size; step *= GROWTH) {
            long from = size - step;
            try (NodeLogFiles.Content content = files.open(names.current(), from)) {
                byte[] head = content.stream().readNBytes(PROBE);
                int begin = after(head, 0);
                if (begin > 0 && time(head, begin).filter(since::isAfter).isPresent()) {
                    return new LogStart(names.current(), from + begin, 0);
                }
            }
        }
        String start = names.current();
        for (String name : names.rotated().reversed()) {
            if (firstTime(files, start).filter(since::isAfter).isPresent()) {
                break;
            }
            start = name;
        }
        return new LogStart(start, 0, 0);
    }

    private static Optional<Instant> firstTime(NodeLogFiles files, String name) throws IOException {
        try (NodeLogFiles.Content content = files.open(name, 0)) {
            byte[] head = content.stream().readNBytes(Timestamps.LONGEST + 1);
            return time(head, 0);
        }
    }

    private static Optional<Instant> time(byte[] bytes, int from) {
        int to = from;
        while (to < bytes.length && bytes[to] != ' ') {
            to++;
        }
        return new Timestamps().read(bytes, from, to);
    }

    /** Returns the position behind the next line feed; 0 where there is none. */
    private static int after(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * What a piece of a file holds.
     *
     * @param lines how many lines end in it; records of which only the last ends a line count as one
     * @param firstEnd the position behind the first record's end
     * @param lastRecord where the last complete record begins, below 0 for none
     * @param end the position behind the last complete record
     */
    private record Scan(int lines, long firstEnd, long lastRecord, long end) {
        private static final int HEAD = 64;

        static Scan of(InputStream stream) throws IOException {
            byte[] buffer = new byte[PROBE];
            byte[] head = new byte[HEAD];
            long recordStart = 0;
            long position = 0;
            long firstEnd = 0;
            long last = -1;
            int lines = 0;
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    byte value = buffer[i];
                    long column = position + i - recordStart;
                    if (value != '\n') {
                        if (column < HEAD) {
                            head[(int) column] = value;
                        }
                        continue;
                    }
                    lines += partial(head, (int) Math.min(column, HEAD)) ? 0 : 1;
                    last = recordStart;
                    recordStart = position + i + 1;
                    firstEnd = firstEnd == 0 ? recordStart : firstEnd;
                }
                position += read;
            }
            return new Scan(lines, firstEnd, last, recordStart);
        }

        private static boolean partial(byte[] head, int length) {
            for (int i = 0; i + 9 < length; i++) {
                if (head[i] == ' ') {
                    return head[i + 8] == 'P';
                }
            }
            return false;
        }
    }
}
