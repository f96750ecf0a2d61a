package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileRuleTest {
    @TempDir
    private Path dir;

    @Test
    void eachAddressHasALineOfItsNames() {
        assertEquals(
                "10.0.0.1\tone_web tasks.web # d2k\n10.0.0.2\ttasks.web # d2k\n",
                HostsFileRule.lines(
                        Map.of("tasks.web", Set.of("10.0.0.1", "10.0.0.2"), "one_web", Set.of("10.0.0.1"))));
        assertEquals("", HostsFileRule.lines(Map.of()));
    }

    @Test
    void linesOfOthersStay() throws Exception {
        Path file = dir.resolve("hosts");
        Files.writeString(file, "127.0.0.1\tlocalhost\n\n10.0.0.9\tme\\ # kept");

        run(file, "10.0.0.1\ta_b # d2k\n");
        assertEquals("127.0.0.1\tlocalhost\n\n10.0.0.9\tme\\ # kept\n10.0.0.1\ta_b # d2k\n", Files.readString(file));
        run(file, "10.0.0.2\tc_d # d2k\n");
        assertEquals("127.0.0.1\tlocalhost\n\n10.0.0.9\tme\\ # kept\n10.0.0.2\tc_d # d2k\n", Files.readString(file));
        run(file, "");
        assertEquals("127.0.0.1\tlocalhost\n\n10.0.0.9\tme\\ # kept\n", Files.readString(file));
    }

    private static void run(Path file, String lines) throws IOException, InterruptedException {
        List<String> command = HostsFileRule.command(lines).stream()
                .map(word -> word.replace("/etc/hosts", file.toString()))
                .toList();
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
