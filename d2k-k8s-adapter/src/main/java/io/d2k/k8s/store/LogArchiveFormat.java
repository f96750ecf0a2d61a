package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Log lines in a few bytes: gzip of a format number, then for each line the stream (one byte, 255 at the end), the time
 * (seconds in eight bytes, nanoseconds in four), the length (four bytes) and what was printed.
 */
final class LogArchiveFormat {
    /** So much text is kept. */
    static final int MOST_TEXT = 256 * 1024;
    /** A config map holds 1 MiB; many short lines with times that do not compress could exceed it. */
    private static final int MOST_COMPRESSED = 700 * 1024;

    private static final int VERSION = 1;
    private static final int END = 255;

    private LogArchiveFormat() {}

    /** Returns the newest lines, as many as are kept. */
    static byte[] write(List<LogLine> lines) {
        List<LogLine> kept = newest(lines);
        byte[] bytes = compress(kept);
        while (bytes.length > MOST_COMPRESSED) {
            kept = kept.subList((kept.size() + 3) / 4, kept.size());
            bytes = compress(kept);
        }
        return bytes;
    }

    static List<LogLine> read(byte[] bytes) {
        var lines = new ArrayList<LogLine>();
        try (var in = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("format " + version + " is not known");
            }
            for (int stream = in.readUnsignedByte(); stream != END; stream = in.readUnsignedByte()) {
                Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
                int length = in.readInt();
                if (length < 0 || length > MOST_TEXT) {
                    throw new IOException("damaged");
                }
                lines.add(new LogLine(stream(stream), time, in.readNBytes(length)));
            }
            return List.copyOf(lines);
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INTERNAL, "unreadable log archive: " + e.getMessage(), e);
        }
    }

    private static StdStream stream(int number) throws IOException {
        for (StdStream stream : StdStream.values()) {
            if (stream.number() == number) {
                return stream;
            }
        }
        throw new IOException("damaged");
    }

    private static List<LogLine> newest(List<LogLine> lines) {
        int room = MOST_TEXT;
        int first = lines.size();
        while (first > 0 && lines.get(first - 1).bytes().length <= room) {
            first--;
            room -= lines.get(first).bytes().length;
        }
        if (first == lines.size() && first > 0) {
            LogLine last = lines.getLast(); // longer than all that is kept: its end is
            byte[] end = Arrays.copyOfRange(last.bytes(), last.bytes().length - MOST_TEXT, last.bytes().length);
            return List.of(new LogLine(last.stream(), last.time(), end));
        }
        return lines.subList(first, lines.size());
    }

    private static byte[] compress(List<LogLine> lines) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeByte(VERSION);
            for (LogLine line : lines) {
                out.writeByte(line.stream().number());
                Instant time = line.time();
                out.writeLong(time.getEpochSecond());
                out.writeInt(time.getNano());
                out.writeInt(line.bytes().length);
                out.write(line.bytes());
            }
            out.writeByte(END);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
