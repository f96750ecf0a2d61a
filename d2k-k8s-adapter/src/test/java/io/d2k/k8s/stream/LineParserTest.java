package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineParserTest {
    private static final String TIME = "2026-01-01T00:00:00.000000001Z";

    /** Gives out no more than a few bytes at once, as a network does. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random random = new Random(7);

        Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(5000)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<LogLine> all(LineParser parser, InputStream source) throws IOException {
        parser.attach(source, 0);
        var lines = new ArrayList<LogLine>();
        for (Optional<LogLine> line = parser.next(); line.isPresent(); line = parser.next()) {
            lines.add(line.get());
        }
        parser.rest().ifPresent(lines::add);
        return lines;
    }

    private static byte[] joined(List<LogLine> lines) {
        var joined = new ByteArrayOutputStream();
        lines.forEach(line -> joined.writeBytes(line.bytes()));
        return joined.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00.123456789Z, 2026-01-01T00:00:00.123456789Z",
        "2026-01-01T00:00:00.5Z, 2026-01-01T00:00:00.5Z",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01T02:30:00.000000001+02:30, 2026-01-01T00:00:00.000000001Z",
        "2025-12-31T19:00:00-05:00, 2026-01-01T00:00:00Z",
        "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.999999999Z",
    })
    void readsTimes(String text, String expected) {
        var timestamps = new Timestamps();
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    Optional.of(Instant.parse(expected)), timestamps.read(bytes("x" + text), 1, text.length() + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-01",
                "2026-01-01T00:00:00",
                "2026-13-01T00:00:00Z",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00+0100",
                "unable to retrieve container logs",
            })
    void refusesWhatIsNoTime(String text) {
        assertEquals(Optional.empty(), new Timestamps().read(bytes(text), 0, text.length()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 40_000, 131_072, 1_000_000})
    void criLinesOfAnyLengthKeepEveryByte(int length) throws IOException {
        String text = "\u00ff".repeat(length);
        String log = TIME + " stderr F " + text + "\n" + TIME + " stdout F next\n";
        List<LogLine> lines = all(new CriParser(), new Trickle(bytes(log)));
        assertArrayEquals(bytes(text + "\nnext\n"), joined(lines));
        assertTrue(lines.stream().allMatch(line -> line.bytes().length <= 16 * 1024 + 300));
        assertEquals(StdStream.STDERR, lines.getFirst().stream());
        assertEquals(StdStream.STDOUT, lines.getLast().stream());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 40_000, 131_072, 1_000_000})
    void apiLinesOfAnyLengthKeepEveryByte(int length) throws IOException {
        String text = "\u0001".repeat(length);
        List<LogLine> lines =
                all(new ApiParser(StdStream.STDOUT), new Trickle(bytes(TIME + " " + text + "\n" + TIME + " no end")));
        assertArrayEquals(bytes(text + "\nno end"), joined(lines));
        assertTrue(lines.stream().allMatch(line -> line.bytes().length <= 16 * 1024 + 1));
        assertFalse(lines.getLast().complete());
    }

    @Test
    void takesTheTimesOutOfALongLine() throws IOException {
        String part = "x".repeat(16 * 1024);
        String log = TIME + " " + part + "2026-01-01T00:00:00.000000002Z " + part + "2026-01-01T00:00:00.000000003Z y\n"
                + "2026-01-01T00:00:00.000000004Z " + part + "\n";
        List<LogLine> lines = all(new ApiParser(StdStream.STDOUT), new Trickle(bytes(log)));
        assertArrayEquals(bytes(part + part + "y\n" + part + "\n"), joined(lines));
        assertEquals(4, lines.size());
        assertEquals(
                Instant.parse("2026-01-01T00:00:00.000000003Z"), lines.get(2).time());
    }

    @Test
    void aLineThatIsBeingWrittenIsLeft() throws IOException {
        var parser = new CriParser();
        String whole = TIME + " stdout F one\n" + TIME + " stdout F two\n";
        parser.attach(new ByteArrayInputStream(bytes(whole.substring(0, whole.length() - 3))), 100);
        assertEquals("one\n", new String(parser.next().orElseThrow().bytes(), StandardCharsets.UTF_8));
        assertTrue(parser.next().isEmpty());
        assertEquals(100, parser.resumePosition());
        assertTrue(parser.resume(new ByteArrayInputStream(bytes(whole))));
        assertEquals("two\n", new String(parser.next().orElseThrow().bytes(), StandardCharsets.UTF_8));
        assertEquals(100 + whole.length(), parser.position());
        assertFalse(parser.resume(new ByteArrayInputStream(bytes(whole))));
    }

    @Test
    void passesOverWhatIsNoRecord() throws IOException {
        List<LogLine> lines = all(
                new CriParser(),
                new ByteArrayInputStream(bytes(TIME + " stdout F a\ngarbage\n\n" + TIME + " stdout F b\n")));
        assertArrayEquals(bytes("a\nb\n"), joined(lines));
    }
}
