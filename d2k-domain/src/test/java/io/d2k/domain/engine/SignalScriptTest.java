package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.rule.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalScriptTest {
    @TempDir
    Path proc;

    @Test
    void theFirstProcessIsMeant() {
        assertEquals(List.of("/bin/sh", "-c", "kill -15 1"), SignalScript.command(Signal.TERM, false, "", ""));
    }

    /** Also where nothing sleeps, or not for so short a time. */
    @ParameterizedTest
    @CsvSource({"true, 0", "false, 1"})
    void whoeverLooksTellsWhetherTheSignalWasSent(String kill, int code) throws IOException, InterruptedException {
        for (String path : List.of("/bin:/usr/bin", proc.toString())) {
            var shell = new ProcessBuilder("/bin/sh", "-c", "PATH=" + path + "; command " + kill + SignalScript.LOOK);
            Process looked = shell.redirectErrorStream(true).start();
            assertEquals("", new String(looked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(code, looked.waitFor());
        }
    }

    /** Processes as {@code pid:parent}. */
    @ParameterizedTest
    @CsvSource({
        "1:0 7:0 9:7, 7",
        "1:0 107:0 9:0 20:9 15:0, 9",
        "1:0 7:1 12:0, 12",
        "1:0 7:1, ''",
    })
    void theEldestWithoutAParentIsMeantWhereThePodHasAnInitProcess(String processes, String expected)
            throws IOException, InterruptedException {
        for (String p : processes.split(" ")) {
            Path status = Files.createDirectory(proc.resolve(p.split(":")[0])).resolve("status");
            Files.writeString(status, "Name:\tsh -c x\nTgid:\t0\nPPid:\t" + p.split(":")[1] + "\nTracerPid:\t0\n");
        }
        Files.createDirectory(proc.resolve("2")); // one that ended meanwhile
        Process found = new ProcessBuilder(
                        "/bin/sh", "-c", SignalScript.FIND + "echo \"$m\"", "d2k-signal", proc.toString())
                .start();
        String out = new String(found.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(expected, out.strip());
        assertEquals(0, found.waitFor());
    }
}
