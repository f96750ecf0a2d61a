package io.d2k.k8s.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * An archive as config maps keep it: in chunks, under keys that are names of files, by which
 * {@link io.d2k.k8s.manifest.StartFilesTemplate} unpacks archives in their order.
 *
 * @param bytes the archive, compressed or not
 * @param suffix {@code tgz} or {@code tar}
 */
record StartArchive(byte[] bytes, String suffix) {
    /** Kubernetes takes objects of 1 MiB, written in base 64. */
    static final int CHUNK = 700 << 10;
    /** Up to this size archives stay plain, so that images without gzip can unpack them. */
    private static final int PLAIN = 64 << 10;

    /** Packs a plain tar. */
    static StartArchive of(byte[] tar) {
        return tar.length <= PLAIN ? new StartArchive(tar, "tar") : new StartArchive(compressed(tar), "tgz");
    }

    /**
     * Returns the number of the archive that follows all others.
     *
     * @param keys those of archives in the common map
     * @param others numbers of archives that have maps of their own
     */
    static int next(Collection<String> keys, int... others) {
        IntStream common =
                keys.stream().map(key -> key.substring(0, key.indexOf('.'))).mapToInt(Integer::parseInt);
        return IntStream.concat(common, IntStream.of(others)).max().orElse(-1) + 1;
    }

    /** Returns the key of a chunk; those after the first sort behind it. */
    String key(int number, int chunk) {
        String first = String.format(Locale.ROOT, "%06d.%s", number, suffix);
        return chunk == 0 ? first : String.format(Locale.ROOT, "%s.%03d", first, chunk);
    }

    /** Returns what tells its content from others, in 8 hexadecimal digits. */
    String digest() {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    /** Returns the chunks. */
    List<byte[]> chunks() {
        return IntStream.range(0, Math.ceilDiv(bytes.length, CHUNK))
                .mapToObj(i -> Arrays.copyOfRange(bytes, i * CHUNK, Math.min(bytes.length, (i + 1) * CHUNK)))
                .toList();
    }

    private static byte[] compressed(byte[] archive) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
