package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.HostAlias;
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
                        Map.of("tasks.web", Set.of("10.0.0.1", "10.0.0.2"), "one_web", Set.of("10.0.0.1")), List.of()));
        assertEquals("", HostsFileRule.lines(Map.of(), List.of()));
        assertEquals(
                "10.0.0.9\tpg my_db # d2k\n",
                HostsFileRule.lines(Map.of(), List.of(new HostAlias("10.0.0.9", List.of("pg", "my_db")))));
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

    @Test
    void whatTheKubeletWroteOfLinksGoesWhateverItsAddress() throws Exception {
        Path file = dir.resolve("hosts");
        Files.writeString(file, "127.0.0.1\tlocalhost\n10.0.0.1\tpg\tabc\tdb\n10.0.0.1\tdb\tabc\n10.0.0.5\tabc\n");

        run(file, "10.0.0.2\tpg abc db # d2k\n", new HostAlias("10.0.0.2", List.of("pg", "abc", "db", "my_db")));
        assertEquals(
                "127.0.0.1\tlocalhost\n10.0.0.1\tdb\tabc\n10.0.0.5\tabc\n10.0.0.2\tpg abc db # d2k\n",
                Files.readString(file));
    }

    @Test
    void theKubeletWritesNamesOfHostsAlone() {
        assertEquals(
                List.of(new HostAlias("10.0.0.1", List.of("pg", "a.b"))),
                HostsFileRule.byKubelet(List.of(
                        new HostAlias("10.0.0.1", List.of("pg", "my_db", "a.b", "-x")),
                        new HostAlias("10.0.0.2", List.of("my_db")))));
    }

    private static void run(Path file, String lines, HostAlias... links) throws IOException, InterruptedException {
        List<String> command = HostsFileRule.command(lines, List.of(links)).stream()
                .map(word -> word.replace("/etc/hosts", file.toString()))
                .toList();
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
