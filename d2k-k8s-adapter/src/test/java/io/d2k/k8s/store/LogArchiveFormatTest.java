package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogArchiveFormatTest {
    @Test
    void linesAreKeptByteForByte() {
        var lines = List.of(
                line(StdStream.STDOUT, 1, new byte[] {0, -1, '\r', '\n'}),
                line(StdStream.STDERR, 2, new byte[0]),
                line(StdStream.STDOUT, 3, new byte[] {'x'}));
        List<LogLine> read = LogArchiveFormat.read(LogArchiveFormat.write(lines));
        assertEquals(3, read.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(lines.get(i).stream(), read.get(i).stream());
            assertEquals(lines.get(i).time(), read.get(i).time());
            assertArrayEquals(lines.get(i).bytes(), read.get(i).bytes());
        }
    }

    @Test
    void theOldestLinesAreDropped() {
        var lines = new ArrayList<LogLine>();
        for (int i = 0; i < 1000; i++) {
            lines.add(line(StdStream.STDOUT, i, new byte[1024]));
        }
        List<LogLine> read = LogArchiveFormat.read(LogArchiveFormat.write(lines));
        assertEquals(256, read.size());
        assertEquals(lines.get(744).time(), read.getFirst().time());
    }

    @Test
    void ofOneEndlessLineTheEndIsKept() {
        byte[] bytes = new byte[LogArchiveFormat.MOST_TEXT + 10];
        bytes[bytes.length - 1] = 'z';
        List<LogLine> read = LogArchiveFormat.read(LogArchiveFormat.write(List.of(line(StdStream.STDOUT, 1, bytes))));
        assertEquals(LogArchiveFormat.MOST_TEXT, read.getFirst().bytes().length);
        assertEquals('z', read.getFirst().bytes()[LogArchiveFormat.MOST_TEXT - 1]);
    }

    @Test
    void manyShortLinesStillFitIntoAConfigMap() {
        var lines = new ArrayList<LogLine>();
        var random = new Random(1);
        for (int i = 0; i < 260_000; i++) {
            lines.add(new LogLine(
                    StdStream.STDOUT,
                    Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                    new byte[1]));
        }
        byte[] bytes = LogArchiveFormat.write(lines);
        assertTrue(bytes.length <= 700 * 1024, bytes.length + " bytes");
        assertEquals(
                lines.getLast().time(), LogArchiveFormat.read(bytes).getLast().time());
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        assertThrows(EngineException.class, () -> LogArchiveFormat.read(new byte[] {1, 2, 3}));
    }

    private static LogLine line(StdStream stream, long second, byte[] bytes) {
        return new LogLine(stream, Instant.ofEpochSecond(second, 123456789), bytes);
    }
}
