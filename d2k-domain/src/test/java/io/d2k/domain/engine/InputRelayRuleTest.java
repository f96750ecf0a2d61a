package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.exec.ExecSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both scripts are run by a real shell, and find each other in the machine's {@code /proc}. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what is read may never end
@EnabledOnOs(OS.LINUX)
class InputRelayRuleTest {
    private final String word = "d2k" + System.nanoTime();
    private Process process;
    private Process relay;

    private void begin(String... command) throws IOException {
        var spec =
                new ExecSpec(List.of(command), List.of(), "", "", false, true, true, true, false, "", Optional.empty());
        process = new ProcessBuilder(ExecCommandRule.relayed(spec, word)).start();
        relay = new ProcessBuilder(InputRelayRule.command("/proc", 100, word)).start();
        assertEquals(InputRelayRule.HOLDS, relay.getInputStream().read());
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
        relay.destroyForcibly();
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private String mark(int code) {
        return ExecCommandRule.mark(word) + code + "\n";
    }

    @Test
    void theEndOfItsInputIsTheEndOfTheOthers() throws Exception {
        begin("sh", "-c", "wc -c; echo warning >&2; exit 3");
        try (OutputStream input = relay.getOutputStream()) {
            input.write(new byte[1_000_000]);
        }
        assertEquals("\0001000000\n" + mark(3), text(process.getInputStream()));
        assertEquals("warning\n", text(process.getErrorStream()));
        assertEquals(3, process.waitFor());
        assertEquals("", text(relay.getInputStream()));
    }

    @ParameterizedTest
    @CsvSource({"exit 4, 4", "kill -9 $$, 137", "exec true, 0"})
    void whatIsNotReadIsDropped(String script, int code) throws Exception {
        begin("sh", "-c", script);
        assertEquals(code, process.waitFor());
        assertEquals("\0" + mark(code), text(process.getInputStream()));
        assertEquals("", text(process.getErrorStream()));
        try (OutputStream input = relay.getOutputStream()) {
            input.write(new byte[1_000_000]);
        }
        assertEquals("", text(relay.getInputStream()));
    }

    @Test
    void whatThereIsNotHasNoRelay() throws Exception {
        process = new ProcessBuilder("true").start();
        relay = new ProcessBuilder(InputRelayRule.command("/proc", 2, word)).start();
        assertEquals("", text(relay.getInputStream()));
        assertTrue(relay.waitFor() != 0);
    }
}
