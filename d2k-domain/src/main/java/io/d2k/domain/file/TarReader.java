package io.d2k.domain.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads an archive of any of the usual formats (v7, ustar, GNU, pax) as a stream, in constant memory. */
public final class TarReader {
    private static final int BLOCK = 512;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final String XATTR = "SCHILY.xattr.";

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final byte[] buffer = new byte[1 << 15];
    private long left;
    private int padding;
    private boolean attributesLost;

    /** Makes a reader; the stream stays the caller's. */
    public TarReader(InputStream in) {
        this.in = in;
    }

    /** Returns whether extended attributes were met, which entries do not hold. */
    public boolean attributesLost() {
        return attributesLost;
    }

    /**
     * Goes to the next entry.
     *
     * @return nothing at the archive's end
     * @throws TarException when it is no archive, or one that cannot be carried over
     */
    public Optional<TarEntry> next() throws IOException {
        transfer(OutputStream.nullOutputStream());
        Map<String, String> extended = new HashMap<>();
        while (true) {
            int count = in.readNBytes(block, 0, BLOCK);
            if (count == 0 || count == BLOCK && zero()) {
                return Optional.empty();
            }
            if (count < BLOCK) {
                throw TarException.cut();
            }
            checkSum();
            char type = (char) (block[156] & 0xff);
            switch (type) {
                case 'L' -> extended.put("path", longText());
                case 'K' -> extended.put("linkpath", longText());
                case 'x', 'X' -> pax(extended);
                case 'g' -> longText();
                default -> {
                    return Optional.of(entry(type, extended));
                }
            }
        }
    }

    /** Writes what is left of the entry's content. */
    public void transfer(OutputStream out) throws IOException {
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw TarException.cut();
            }
            out.write(buffer, 0, count);
            left -= count;
        }
        if (padding > 0) {
            // the last padding of an archive that was cut right after the content is not missed
            in.readNBytes(buffer, 0, padding);
            padding = 0;
        }
    }

    private TarEntry entry(char flag, Map<String, String> extended) throws IOException {
        String name = text(0, 100);
        boolean posix = text(257, 6).equals("ustar");
        String prefix = posix ? text(345, 155) : "";
        String whole = extended.getOrDefault("path", prefix.isEmpty() ? name : prefix + "/" + name);
        char type = flag == 0 || flag == '7' ? (whole.endsWith("/") ? TarEntry.DIRECTORY : TarEntry.FILE) : flag;
        if (type == 'S' || extended.keySet().stream().anyMatch(k -> k.startsWith("GNU.sparse."))) {
            throw new TarException(
                    "\"" + whole + "\" is stored as a sparse file: make the archive without tar's option -S", true);
        }
        if (type < '0' || type > '6') {
            throw new TarException("unhandled tar header type " + (int) type, false);
        }
        long size = extended.containsKey("size") ? decimal(extended.get("size")) : number(124, 12);
        boolean content = type == TarEntry.FILE;
        begin(content ? size : 0);
        return new TarEntry(
                type,
                whole,
                (int) number(100, 8) & 07777,
                extended.containsKey("uid") ? decimal(extended.get("uid")) : number(108, 8),
                extended.containsKey("gid") ? decimal(extended.get("gid")) : number(116, 8),
                content ? size : 0,
                extended.containsKey("mtime") ? decimal(extended.get("mtime")) : number(136, 12),
                extended.getOrDefault("linkpath", text(157, 100)),
                type == '3' || type == '4' ? number(329, 8) : 0,
                type == '3' || type == '4' ? number(337, 8) : 0);
    }

    private void begin(long size) throws TarException {
        if (size < 0) {
            throw TarException.invalid();
        }
        left = size;
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private String longText() throws IOException {
        long size = number(124, 12);
        if (size < 0 || size > LONGEST_TEXT) {
            throw TarException.invalid();
        }
        byte[] bytes = in.readNBytes((int) size);
        int pad = (int) ((BLOCK - size % BLOCK) % BLOCK);
        if (bytes.length < size || in.readNBytes(pad).length < pad) {
            throw TarException.cut();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 || block[156] == 'x' ? text : text.substring(0, end);
    }

    private void pax(Map<String, String> extended) throws IOException {
        String records = longText();
        int at = 0;
        while (at < records.length()) {
            int space = records.indexOf(' ', at);
            int end = space < 0 ? -1 : at + (int) Math.min(decimal(records.substring(at, space)), LONGEST_TEXT);
            int eq = records.indexOf('=', space + 1);
            if (end <= space + 1 || end > records.length() || eq < 0 || eq >= end) {
                throw TarException.invalid();
            }
            String key = records.substring(space + 1, eq);
            attributesLost |= key.startsWith(XATTR);
            extended.put(key, records.substring(eq + 1, end - 1));
            at = end;
        }
    }

    private boolean zero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() throws IOException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long told = number(148, 8);
        if (told != unsigned && told != signed) {
            throw TarException.invalid();
        }
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    private long number(int offset, int length) throws TarException {
        if ((block[offset] & 0x80) != 0) {
            int first = block[offset] & 0x7f;
            long value = (first & 0x40) != 0 ? first - 0x80 : first;
            for (int i = offset + 1; i < offset + length; i++) {
                value = value << 8 | block[i] & 0xff;
            }
            return value;
        }
        String octal = text(offset, length).strip();
        try {
            return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
        } catch (NumberFormatException e) {
            throw TarException.invalid();
        }
    }

    /** Returns the whole part of a decimal number, which may have a fraction. */
    private static long decimal(String text) throws TarException {
        int dot = text.indexOf('.');
        try {
            return Long.parseLong(dot < 0 ? text : text.substring(0, dot));
        } catch (NumberFormatException e) {
            throw TarException.invalid();
        }
    }
}
