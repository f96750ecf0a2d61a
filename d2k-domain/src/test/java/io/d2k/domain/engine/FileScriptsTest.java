package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class FileScriptsTest {
    @TempDir
    private Path dir;

    /** {@code readlink -f} of BusyBox 1.37 looks for a missing target beside the link's directory and not in it. */
    private void likeBusyBox() throws IOException {
        Path tool = Files.createDirectory(dir.resolve("bin")).resolve("readlink");
        Files.writeString(tool, """
                #!/bin/sh
                [ "$1" != -f ] || [ -e "$2" ] || { echo /wrong; exit; }
                exec /usr/bin/readlink "$@"
                """);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, /d/nowhere",
        "./nowhere, /d/nowhere",
        "../nowhere, /nowhere",
        "sub/nowhere, /d/sub/nowhere",
        "other, /d/sub/gone",
        "sub/there, /d/sub/there",
        "sub, /d/sub",
    })
    void aLinkToNothingTellsWhatIsMissing(String target, String expected) throws Exception {
        likeBusyBox();
        Path real = dir.toRealPath();
        Path sub = Files.createDirectories(real.resolve("d/sub"));
        Files.createFile(sub.resolve("there"));
        Files.createSymbolicLink(real.resolve("d/other"), Path.of("sub/gone"));
        Files.createSymbolicLink(real.resolve("d/link"), Path.of(target));
        ProcessBuilder script = new ProcessBuilder(FileScripts.stat("", real + "/d/link"));
        script.environment().merge("PATH", real + "/bin", (path, tools) -> tools + ":" + path);
        Process process = script.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(real + expected, answer.split("[\n\0]")[1]);
    }
}
