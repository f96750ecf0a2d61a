package io.d2k.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes an archive in GNU's format, which the tar of every image reads (busybox knows no pax). Names of owners are left
 * out, as Docker leaves them out: they mean others elsewhere.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    /** Tar reads whole records and waits for the rest of one. */
    private static final int RECORD = 20 * BLOCK;

    private static final int SHORT = 100;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK];
    private long written;
    private long due;

    /** Makes a writer; the stream stays the caller's. */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins an entry; its content is to be written to {@link #content()}. */
    public void begin(TarEntry entry) throws IOException {
        pad(BLOCK);
        longText('K', entry.link());
        longText('L', entry.name());
        header(entry);
        due = entry.size();
    }

    /** Returns where the content of the entry goes. */
    public OutputStream content() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (length > due) {
                    throw new IOException("more content than announced");
                }
                due -= length;
                put(bytes, offset, length);
            }
        };
    }

    /** Ends the archive. */
    public void end() throws IOException {
        pad(BLOCK);
        byte[] zeros = new byte[BLOCK];
        put(zeros, 0, BLOCK);
        put(zeros, 0, BLOCK);
        pad(RECORD);
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
    }

    private void pad(int unit) throws IOException {
        int missing = (int) ((unit - written % unit) % unit);
        put(new byte[missing], 0, missing);
    }

    private void longText(char type, String text) throws IOException {
        if (text.length() <= SHORT) {
            return;
        }
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
        header(new TarEntry(type, "././@LongLink", 0644, 0, 0, bytes.length, 0, "", 0, 0));
        put(bytes, 0, bytes.length);
        pad(BLOCK);
    }

    private void header(TarEntry e) throws IOException {
        Arrays.fill(block, (byte) 0);
        text(0, SHORT, e.name());
        number(100, 8, e.mode());
        number(108, 8, e.uid());
        number(116, 8, e.gid());
        number(124, 12, e.size());
        number(136, 12, Math.max(0, e.mtime()));
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) e.type();
        text(157, SHORT, e.link());
        text(257, 8, "ustar  ");
        if (e.type() == '3' || e.type() == '4') {
            number(329, 8, e.major());
            number(337, 8, e.minor());
        }
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        text(148, 8, octal(sum, 6) + "\0 ");
        put(block, 0, BLOCK);
    }

    private void text(int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
    }

    private void number(int offset, int length, long value) {
        if (value >= 0 && value < 1L << 3 * (length - 1)) {
            text(offset, length, octal(value, length - 1));
            return;
        }
        long rest = value;
        for (int i = offset + length - 1; i > offset; i--) {
            block[i] = (byte) rest;
            rest >>= 8;
        }
        block[offset] = (byte) (value < 0 ? 0xff : 0x80);
    }

    private static String octal(long value, int digits) {
        String text = Long.toOctalString(value);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
