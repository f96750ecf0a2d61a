package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LayerReportTest {
    private static final String PROC = "245 244 0:76 / /proc rw,nosuid - proc proc rw";
    private static final String OVERLAY = "244 140 0:73 / / rw,relatime - overlay overlay rw,lowerdir=/s/1/fs:/s/2/fs,"
            + "upperdir=/s/2195/fs,workdir=/s/2195/work,uuid=on";

    @TempDir
    Path dir;

    private Path message() {
        return dir.resolve("message");
    }

    private String run(String... mounts) throws Exception {
        Path mountinfo = Files.write(dir.resolve("mountinfo"), List.of(mounts));
        var builder = new ProcessBuilder(
                "/bin/sh", "-c", LayerReport.script(message().toString(), mountinfo.toString()) + "echo $t$n$f$o");
        builder.environment().put("n", "kept");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output;
    }

    @Test
    void theUpperDirectoryOfTheRootIsTold() throws Exception {
        String other = OVERLAY.replace("/ / rw", "/ /data rw").replace("2195", "7");
        assertEquals("kept\n", run(PROC, OVERLAY, other), "the variables are the process's");
        assertEquals("d2k: layer -1 /s/2195/fs", Files.readString(message()));
    }

    @Test
    void otherFileSystemsHaveNone() throws Exception {
        assertEquals("kept\n", run("244 140 254:0 /snapshots/7 / rw - ext4 /dev/vda rw,upperdir=/etc", PROC));
        assertFalse(Files.exists(message()));
    }

    @Test
    void whereNothingCanBeWrittenNothingIsSaid() throws Exception {
        Files.createDirectory(message());
        assertEquals("kept\n", run(OVERLAY));
    }
}
