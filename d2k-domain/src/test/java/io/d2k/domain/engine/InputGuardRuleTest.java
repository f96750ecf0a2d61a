package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script is run by a real shell, with real pipes in a made-up {@code /proc}, which are opened in the same order by both sides. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // opening a pipe cannot be interrupted
@EnabledOnOs({OS.LINUX, OS.MAC})
class InputGuardRuleTest {
    @TempDir
    private Path proc;

    private void process(int pid, int parent, String... command) throws IOException, InterruptedException {
        Path dir = Files.createDirectories(proc.resolve(Integer.toString(pid)).resolve("fd"));
        for (String pipe : List.of("0", "1")) {
            assertEquals(
                    0,
                    new ProcessBuilder("mkfifo", dir.resolve(pipe).toString())
                            .start()
                            .waitFor());
        }
        Files.writeString(dir.resolveSibling("status"), "Name:\tx\nPPid:\t" + parent + "\nUid:\t0\n");
        Files.writeString(dir.resolveSibling("cmdline"), String.join("\0", command) + "\0");
    }

    private void end(int pid) throws IOException {
        // as in /proc, the whole directory goes at once
        Files.move(proc.resolve(Integer.toString(pid)), proc.resolve("gone"));
    }

    private Process guard(String name, String... command) throws IOException {
        List<String> guard = InputGuardRule.guard(proc.toString(), 3, name);
        guard.addAll(List.of(command));
        return new ProcessBuilder(guard).start();
    }

    @Test
    void holdsTheOutputThatAShellHasPutAside() throws Exception {
        process(7, 0, "sh", "-c", "head >/dev/null");
        Path fd = proc.resolve("7/fd");
        Files.move(fd.resolve("1"), fd.resolve("11"));
        for (String other : List.of("10", "12")) {
            Files.createFile(fd.resolve(other));
        }
        Files.createDirectories(proc.resolve("7/fdinfo"));
        Files.writeString(proc.resolve("7/fdinfo/11"), "pos:\t0\nflags:\t02100001\n");
        Process guard = guard("", "sh", "-c", "head >/dev/null");
        letGo(guard);
        try (OutputStream input = Files.newOutputStream(fd.resolve("0"));
                InputStream output = Files.newInputStream(fd.resolve("11"))) {
            assertEquals(InputGuardRule.HOLDS, guard.getInputStream().read());
            end(7);
            input.close();
            assertEquals(-1, output.read());
        }
        assertEquals(0, guard.waitFor());
    }

    private static void letGo(Process guard) throws IOException {
        assertEquals(InputGuardRule.FOUND, guard.getInputStream().read());
        guard.getOutputStream().write('\n');
        guard.getOutputStream().flush();
    }

    @Test
    void leavesTheNextProcessAloneWhenItsOwnIsOver() throws Exception {
        process(1, 0, "sleep", "9");
        process(7, 0, "cat");
        Process guard = guard("", "cat");
        guard.getOutputStream().close();
        assertEquals("?", new String(guard.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(0, guard.waitFor());
    }

    @Test
    void holdsTheStreamsTellsOfTheEndAndReadsWhatIsLeft() throws Exception {
        process(1, 0, "sleep", "9");
        process(7, 0, "cat", "a b");
        process(8, 7, "child");
        Process guard = guard("", "cat", "a b");
        letGo(guard);
        Path fd = proc.resolve("7/fd");
        try (OutputStream input = Files.newOutputStream(fd.resolve("0"));
                InputStream output = Files.newInputStream(fd.resolve("1"))) {
            assertEquals(InputGuardRule.HOLDS, guard.getInputStream().read());
            end(7);
            assertEquals(InputGuardRule.ENDED, guard.getInputStream().read());
            input.write(new byte[1_000_000]);
            input.close();
            assertEquals(-1, output.read()); // only now is it let go of
        }
        assertEquals(0, guard.waitFor());
    }

    @ParameterizedTest
    @CsvSource({
        "other, false, '', true", // the only one there is, whatever it calls itself
        "'', false, '', true",
        "mine, true, '', false",
        "other, false, name-1, false",
        "sh name-1, true, name-1, true"
    })
    void neverTakesAnothersProcess(String command, boolean second, String name, boolean held) throws Exception {
        process(1, 0, "sleep");
        process(7, 0, command.split(" "));
        if (second) {
            process(9, 0, command.replace("-1", "-2").split(" "));
        }
        Process guard = guard(name, "mine");
        if (held) {
            if (name.isEmpty()) {
                letGo(guard);
            }
            try (OutputStream input = Files.newOutputStream(proc.resolve("7/fd/0"));
                    InputStream output = Files.newInputStream(proc.resolve("7/fd/1"))) {
                assertEquals(InputGuardRule.HOLDS, guard.getInputStream().read());
                end(7);
                input.close();
                assertEquals(-1, output.read());
            }
        }
        String rest = new String(guard.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(held ? "-" : "", rest);
        assertTrue(guard.waitFor() >= 0);
    }
}
