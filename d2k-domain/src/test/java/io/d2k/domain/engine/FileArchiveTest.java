package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.FileMode;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.file.TarEntry;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileArchiveTest {
    @ParameterizedTest
    @CsvSource({
        "/, ./var/lib/d2k/layer/etc/passwd, ''",
        "/var, ./lib/d2k/, ''",
        "/var/lib/, ./d2k/layer/x, ''",
        "/var/lib, ./d2k2/x, lib/d2k2/x",
        "/srv, ./lib/d2k/x, srv/lib/d2k/x",
    })
    void ofADirectoryWhatIsD2ksIsLeftOut(String directory, String name, String carried) {
        ContainerPath path = ContainerPath.of(directory);
        var stat = new FileStat(path.base(), 0, FileMode.directoryWith(0755), Instant.EPOCH, "");
        FileArchive.Layout layout = FileArchive.copied(path, new FileAnswers.Stat(stat, 0, 0));
        var entry = new TarEntry(TarEntry.FILE, name, 0644, 1, 2, 0, 3, "", 0, 0);
        assertEquals(carried, layout.entry(entry).map(TarEntry::name).orElse(""));
    }
}
