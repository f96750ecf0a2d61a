package io.d2k.domain.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TarTest {
    private static TarEntry file(String name, long size) {
        return new TarEntry(TarEntry.FILE, name, 0640, 7, 8, size, 1_700_000_000, "", 0, 0);
    }

    private static byte[] archive(TarEntry entry, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new TarWriter(bytes);
        writer.begin(entry);
        writer.content().write(content.getBytes(StandardCharsets.ISO_8859_1));
        writer.end();
        return bytes.toByteArray();
    }

    private static TarReader reader(byte[] bytes) {
        return new TarReader(new ByteArrayInputStream(bytes));
    }

    static List<TarEntry> entries() {
        return List.of(
                file("a", 3),
                file("n".repeat(100), 0),
                file("n".repeat(101), 512),
                file(TarNames.raw("ü/" + "x".repeat(300)), 1),
                file("big", 3).owned(3_000_000, 1L << 40),
                new TarEntry(TarEntry.DIRECTORY, "d/", 01777, 0, 0, 0, 0, "", 0, 0),
                new TarEntry(TarEntry.SYMLINK, "l", 0777, 0, 0, 0, 5, "t".repeat(200), 0, 0),
                new TarEntry(TarEntry.HARD_LINK, "h", 0644, 0, 0, 0, 5, "a", 0, 0),
                new TarEntry('3', "null", 0666, 0, 0, 0, 5, "", 1, 3));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatIsWrittenIsReadAgain(TarEntry entry) throws IOException {
        byte[] bytes = archive(entry, "x".repeat((int) entry.size()));
        TarReader reader = reader(bytes);

        assertEquals(Optional.of(entry), reader.next());
        var content = new ByteArrayOutputStream();
        reader.transfer(content);
        assertEquals(entry.size(), content.size());
        assertEquals(Optional.empty(), reader.next());
        assertEquals(0, bytes.length % 10240);
    }

    @Test
    void sizesBeyondOctalAreKept() throws IOException {
        var bytes = new ByteArrayOutputStream();
        new TarWriter(bytes).begin(file("huge", 1L << 40));

        assertEquals(
                Optional.of(file("huge", 1L << 40)), reader(bytes.toByteArray()).next());
    }

    @Test
    void paxRecordsStandInPlaceOfFields() throws IOException {
        String records = pax("path", "\303\274/name")
                + pax("mtime", "1700000001.5")
                + pax("uid", "70000000")
                + pax("SCHILY.xattr.security.capability", "\1\2");
        var bytes = new ByteArrayOutputStream();
        var writer = new TarWriter(bytes);
        writer.begin(new TarEntry('x', "pax", 0644, 0, 0, records.length(), 0, "", 0, 0));
        writer.content().write(records.getBytes(StandardCharsets.ISO_8859_1));
        writer.begin(file("ignored", 0));
        writer.end();
        TarReader reader = reader(bytes.toByteArray());

        TarEntry entry = reader.next().orElseThrow();

        assertEquals("\303\274/name", entry.name());
        assertEquals(1_700_000_001, entry.mtime());
        assertEquals(70_000_000, entry.uid());
        assertTrue(reader.attributesLost());
    }

    private static String pax(String key, String value) {
        int length = key.length() + value.length() + 3;
        int all = length + Integer.toString(length).length();
        all = length + Integer.toString(all).length();
        return all + " " + key + "=" + value + "\n";
    }

    @Test
    void anArchiveMayEndWithoutItsLastBlocks() throws IOException {
        TarReader reader = reader(Arrays.copyOf(archive(file("a", 3), "abc"), 1024));

        assertTrue(reader.next().isPresent());
        assertEquals(Optional.empty(), reader.next());
        assertEquals(Optional.empty(), reader(new byte[0]).next());
    }

    @ParameterizedTest
    @CsvSource({"100, unexpected EOF", "514, unexpected EOF"})
    void whatIsCutIsNoArchive(int length, String message) throws IOException {
        TarReader reader = reader(Arrays.copyOf(archive(file("a", 3), "abc"), length));

        assertEquals(
                message,
                assertThrows(TarException.class, () -> {
                            reader.next();
                            reader.next();
                        })
                        .getMessage());
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        byte[] noise = new byte[1024];
        Arrays.fill(noise, (byte) 'y');

        assertEquals(
                "archive/tar: invalid tar header",
                assertThrows(TarException.class, () -> reader(noise).next()).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"./, d, d/", "./x/, d, d/x/", "./x/, ., ./x/", "./, ., ./", "./x/, /, /x/", "x/y/, d, d/x/y/"})
    void entriesAreNamedAfterTheirDirectory(String name, String base, String wanted) {
        TarEntry entry = new TarEntry(TarEntry.DIRECTORY, name, 0755, 0, 0, 0, 0, "", 0, 0);

        assertEquals(wanted, TarNames.outwards(entry, base).name());
    }

    @Test
    void hardLinksFollowTheirEntries() throws IOException {
        TarEntry link = new TarEntry(TarEntry.HARD_LINK, "./h", 0644, 0, 0, 0, 0, "./f", 0, 0);

        assertEquals("d/f", TarNames.outwards(link, "d").link());
        assertEquals("f", TarNames.inwards(link, "/d").orElseThrow().link());
        assertThrows(TarException.class, () -> TarNames.inwards(link.named("h", "../f"), "/d"));
    }

    @ParameterizedTest
    @CsvSource({"x, x", "./x, x", "/x, x", "a/../x, x", "/../x, x", "a//b, a/b"})
    void entriesStayInTheirDestination(String name, String wanted) throws IOException {
        assertEquals(wanted, TarNames.inwards(file(name, 0), "/d").orElseThrow().name());
    }

    @Test
    void entriesOutsideAreRefusedAndTheDestinationItselfIsLeftAlone() throws IOException {
        assertEquals(
                "\"../x\" is outside of \"/d\"",
                assertThrows(TarException.class, () -> TarNames.inwards(file("../x", 0), "/d"))
                        .getMessage());
        assertThrows(TarException.class, () -> TarNames.inwards(file("a/../../x", 0), "/d"));
        assertEquals(Optional.empty(), TarNames.inwards(file("./", 0), "/d"));
    }
}
