package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final int WINDOW = 64 * 1024;

    private final LineBuffer buffer = new LineBuffer();

    @Test
    void aTrickleOfShortLinesNeedsNoMoreMemoryThanItBeginsWith() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            expected.add("line number " + i);
        }
        buffer.attach(new Trickle(expected), 0);

        assertEquals(expected, lines());
        assertEquals(LineBuffer.SMALLEST, buffer.capacity());
    }

    @Test
    void aBurstIsReadInLargePieces() throws IOException {
        String line = "x".repeat(99);
        buffer.attach(stream((line + "\n").repeat(10_000)), 0);

        assertEquals(10_000, lines().size());
        assertEquals(LineBuffer.LARGEST, buffer.capacity());
    }

    @Test
    void theMemoryIsBoundedHoweverLongALineIs() throws IOException {
        buffer.attach(stream("y".repeat(4 * LineBuffer.LARGEST)), 7);

        long total = 0;
        while (buffer.lineLength(WINDOW) < 0 && buffer.available() > 0) {
            assertTrue(buffer.available() >= Math.min(WINDOW, 4 * LineBuffer.LARGEST - total));
            int taken = Math.min(WINDOW, buffer.available());
            total += taken;
            buffer.consume(taken);
        }

        assertEquals(4 * LineBuffer.LARGEST, total);
        assertEquals(7 + total, buffer.position());
        assertEquals(LineBuffer.LARGEST, buffer.capacity());
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int length = buffer.lineLength(WINDOW); length >= 0; length = buffer.lineLength(WINDOW)) {
            lines.add(new String(buffer.bytes(), buffer.start(), length, StandardCharsets.UTF_8));
            buffer.consume(length + 1);
        }
        return lines;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A stream that brings one line and a half at a time, as a program does that prints now and then. */
    private static final class Trickle extends InputStream {
        private final byte[] bytes;
        private int at;

        Trickle(List<String> lines) {
            bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("only whole pieces are read");
        }

        @Override
        public int read(byte[] target, int from, int length) {
            int count = Math.min(Math.min(length, 25), bytes.length - at);
            System.arraycopy(bytes, at, target, from, Math.max(count, 0));
            at += count;
            return count == 0 ? -1 : count;
        }
    }
}
