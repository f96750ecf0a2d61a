package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.rule.Signal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel tells of the signals that a process gets. */
class SignalMaskTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000004000, TERM, true", // a handler
        "0000000000004000, 0000000000000000, TERM, true", // taken by sigwait, as tini does
        "0000000000000000, 0000000000000000, TERM, false",
        "0000000000000000, 0000000000014002, TERM, true",
        "0000000000000000, ffffffffffffbfff, TERM, false",
        "0000000000000000, '', TERM, true",
        "0000000000000000, 0000000000004000, QUIT, false",
        "0000000000000000, 8000000000000000, 64, true",
        "'', '', TERM, true", // no /proc, or no shell
        "oci runtime error, exec failed, TERM, true",
    })
    void theFirstProcessGetsWhatItCatchesOrBlocks(String blocked, String caught, String signal, boolean gets) {
        String said = (blocked + "\n" + caught).strip();
        assertEquals(gets, SignalMask.gets(said, Signal.parse(signal).orElseThrow()));
    }
}
