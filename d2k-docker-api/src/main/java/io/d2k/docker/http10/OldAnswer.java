package io.d2k.docker.http10;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes an answer of HTTP/1.1 as one of HTTP/1.0, which knows no chunks: where they would be, the body is what comes
 * until the connection is closed. Used by one thread at a time, as all of Helidon's writers.
 */
final class OldAnswer implements DataWriter {
    private static final String HEAD_END = "\r\n\r\n";
    private static final int HEX = 16;

    /** Where in the answer what is written next belongs. */
    private enum Part {
        /** Status line and headers. */
        HEAD,
        /** A body that is sent as it is. */
        PLAIN,
        /** The line with the length of a chunk. */
        LENGTH,
        /** The bytes of a chunk. */
        CHUNK,
        /** The line that ends a chunk. */
        CHUNK_END,
        /** What follows the last chunk. */
        TRAILERS
    }

    private final DataWriter out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private Part part = Part.HEAD;
    private int left;

    OldAnswer(DataWriter out) {
        this.out = out;
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        BufferData translated = translated(buffer);
        if (translated.available() > 0) {
            out.write(translated);
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        BufferData translated = translated(buffer);
        if (translated.available() > 0) {
            out.writeNow(translated);
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }

    private BufferData translated(BufferData buffer) {
        byte[] in = buffer.readBytes();
        var translated = new ByteArrayOutputStream(in.length);
        int at = 0;
        while (at < in.length) {
            at = step(in, at, translated);
        }
        return BufferData.create(translated.toByteArray());
    }

    /** Takes what belongs to one part, and returns where the next begins. */
    private int step(byte[] in, int at, ByteArrayOutputStream to) {
        return switch (part) {
            case PLAIN -> {
                to.write(in, at, in.length - at);
                yield in.length;
            }
            case TRAILERS -> in.length;
            case CHUNK -> {
                int length = Math.min(left, in.length - at);
                to.write(in, at, length);
                left -= length;
                if (left == 0) {
                    part = Part.CHUNK_END;
                }
                yield at + length;
            }
            case HEAD, LENGTH, CHUNK_END -> {
                pending.write(in[at]);
                if (in[at] == '\n') {
                    lineEnded(to);
                }
                yield at + 1;
            }
        };
    }

    private void lineEnded(ByteArrayOutputStream to) {
        String text = pending.toString(StandardCharsets.ISO_8859_1);
        switch (part) {
            case HEAD -> {
                if (text.endsWith(HEAD_END)) {
                    pending.reset();
                    head(text, to);
                }
            }
            case LENGTH -> {
                pending.reset();
                left = Integer.parseInt(text.strip().split(";", 2)[0], HEX);
                part = left == 0 ? Part.TRAILERS : Part.CHUNK;
            }
            case CHUNK_END -> {
                pending.reset();
                part = Part.LENGTH;
            }
            case PLAIN, CHUNK, TRAILERS -> throw new IllegalStateException("no lines in " + part);
        }
    }

    private void head(String text, ByteArrayOutputStream to) {
        boolean chunked = Arrays.stream(text.split("\r\n")).anyMatch(OldAnswer::tellsOfChunks);
        String head = Arrays.stream(text.split("\r\n"))
                .filter(line -> !tellsOfChunks(line))
                .collect(Collectors.joining("\r\n", "", HEAD_END))
                .replaceFirst("^HTTP/1\\.1", "HTTP/1.0");
        to.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        part = chunked ? Part.LENGTH : Part.PLAIN;
    }

    private static boolean tellsOfChunks(String line) {
        return line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:");
    }
}
