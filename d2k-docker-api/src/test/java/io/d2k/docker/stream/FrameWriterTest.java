package io.d2k.docker.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void eachPieceHasAFrame() throws IOException {
        var writer = new FrameWriter(out::write, false);
        byte[] text = "xouty".getBytes(StandardCharsets.UTF_8);

        writer.write(StdStream.STDOUT, text, 1, 3);
        writer.write(StdStream.STDERR, text, 0, 1);
        writer.write(StdStream.STDERR, text, 0, 0);

        assertArrayEquals(
                new byte[] {1, 0, 0, 0, 0, 0, 0, 3, 'o', 'u', 't', 2, 0, 0, 0, 0, 0, 0, 1, 'x'}, out.toByteArray());
    }

    @Test
    void lengthIsBigEndian() throws IOException {
        new FrameWriter(out::write, false).write(StdStream.STDOUT, new byte[0x010203], 0, 0x010203);

        byte[] bytes = out.toByteArray();
        assertEquals(8 + 0x010203, bytes.length);
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 1, 2, 3}, java.util.Arrays.copyOf(bytes, 8));
    }

    @Test
    void terminalHasNoFrames() throws IOException {
        new FrameWriter(out::write, true).write(StdStream.STDOUT, new byte[] {1, 2, 3}, 1, 2);

        assertArrayEquals(new byte[] {2, 3}, out.toByteArray());
    }

    @Test
    void errorsHaveAStreamOfTheirOwn() throws IOException {
        new FrameWriter(out::write, false).error("no");

        assertArrayEquals(new byte[] {3, 0, 0, 0, 0, 0, 0, 2, 'n', 'o'}, out.toByteArray());
    }
}
