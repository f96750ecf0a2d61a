package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartArchiveTest {
    /** Content that does not get smaller. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"512, tar, 1", "65536, tar, 1", "65537, tgz, 1", "700000, tgz, 1", "720000, tgz, 2", "3000000, tgz, 5"})
    void archivesComeInChunksThatAConfigMapTakes(int length, String suffix, int chunks) throws IOException {
        byte[] tar = noise(length);

        StartArchive archive = StartArchive.of(tar);

        assertEquals(suffix, archive.suffix());
        assertEquals(chunks, archive.chunks().size());
        var joined = new ByteArrayOutputStream();
        for (byte[] chunk : archive.chunks()) {
            assertTrue(chunk.length <= StartArchive.CHUNK);
            joined.write(chunk);
        }
        var in = new ByteArrayInputStream(joined.toByteArray());
        assertArrayEquals(tar, suffix.equals("tar") ? in.readAllBytes() : new GZIPInputStream(in).readAllBytes());
    }

    @Test
    void keysSortAsTheyAreToBeUnpacked() {
        StartArchive archive = StartArchive.of(noise(3_000_000));
        List<String> keys =
                IntStream.range(0, 5).mapToObj(i -> archive.key(7, i)).toList();

        assertEquals(
                List.of("000007.tgz", "000007.tgz.001", "000007.tgz.002", "000007.tgz.003", "000007.tgz.004"), keys);
        assertEquals(keys, keys.stream().sorted().toList());
    }

    @Test
    void anArchiveFollowsAllOthers() {
        assertEquals(0, StartArchive.next(Set.of()));
        assertEquals(3, StartArchive.next(Set.of("000000.tar", "000002.tgz", "000001.tgz")));
        assertEquals(5, StartArchive.next(Set.of("000000.tar", "000002.tgz"), 1, 4, 4));
        assertEquals(2, StartArchive.next(Set.of(), 1, 1));
    }
}
