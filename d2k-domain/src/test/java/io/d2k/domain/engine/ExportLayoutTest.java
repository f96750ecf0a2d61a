package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.TarEntry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportLayoutTest {
    private final Fixture f = new Fixture();
    private final ExportLayout layout = layout();

    private ExportLayout layout() {
        String id =
                f.create("box", Specs.of("busybox").cmd("true").binds("data:/srv/data", "/host/conf:/etc/app.conf"));
        return new ExportLayout(f.cluster.containers.find(id).orElseThrow().record());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static TarEntry entry(char type, String name, long size, String link) {
        return new TarEntry(type, name, 0644, 1, 2, size, 3, link, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ./bin/sh, 9, '', bin/sh, 9, ''",
        "5, ./bin/, 0, '', bin/, 0, ''",
        "1, ./bin/ls, 0, ./bin/sh, bin/ls, 0, bin/sh",
        "2, ./lib64, 0, ./lib, lib64, 0, ./lib",
        "5, ./srv/data/, 0, '', srv/data/, 0, ''",
        "0, ./srv/data2, 9, '', srv/data2, 9, ''",
        "0, ./etc/app.conf, 9, '', etc/app.conf, 0, ''",
        "0, ./etc/hosts, 9, '', etc/hosts, 0, ''"
    })
    void filesAreNamedFromTheRootAndWhatIsMountedIsEmpty(
            char type, String name, long size, String link, String newName, long newSize, String newLink) {
        assertEquals(Optional.of(entry(type, newName, newSize, newLink)), layout.entry(entry(type, name, size, link)));
    }

    @ParameterizedTest
    @CsvSource({"./", "./srv/data/row", "./srv/data/dir/", "./var/lib/d2k/", "./var/lib/d2k/layer/etc/passwd"})
    void neitherTheRootNorWhatIsInAMountNorWhatIsD2ksIsCarried(String name) {
        assertEquals(Optional.empty(), layout.entry(entry(TarEntry.FILE, name, 9, "")));
    }

    @Test
    void whatTheNodeShowsIsThereAndEmpty() {
        assertEquals(
                List.of("dev/", "proc/", "sys/"),
                layout.first().stream().map(TarEntry::name).toList());
    }
}
