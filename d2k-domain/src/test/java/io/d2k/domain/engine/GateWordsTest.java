package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateWordsTest {
    /** What comes in pieces of each size, with 0 for a byte of zero, r and n for the ends of lines. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rn000rnmore?     | more?
            rn000rn          | ''
            rn000rnrnx       | rnx
            rn000x           | x
            rn00rn000rnx     | x
            000rn0           | 0
            rn               | ''
            """)
    void theEchoAndTheMarkOfATerminalAreNotItsOutput(String printed, String output) {
        byte[] bytes = bytes(printed);
        for (int size = 1; size <= bytes.length; size++) {
            var words = new GateWords(true);
            var passed = new StringBuilder();
            for (int at = 0; at < bytes.length; at += size) {
                int length = Math.min(size, bytes.length - at);
                int from = words.pass(StdStream.STDOUT, bytes, at, length);
                passed.append(new String(bytes, at + from, length - from, StandardCharsets.ISO_8859_1));
            }
            assertEquals(
                    new String(bytes(output), StandardCharsets.ISO_8859_1), passed.toString(), "pieces of " + size);
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('0', '\0').replace('r', '\r').replace('n', '\n').getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoeverListensToATerminalMissesNothingOnceTheMarkHasCome() {
        var words = new GateWords(true);
        words.pass(StdStream.STDOUT, bytes("rn00"), 0, 4);
        assertEquals(false, words.heard());
        words.pass(StdStream.STDOUT, bytes("0"), 0, 1);
        assertEquals(true, words.heard());
    }

    @ParameterizedTest
    @CsvSource({"000n, true", "000rn, true", "00n, false", "n, false", "000x, false"})
    void nodesKeepTheCarriageReturnOfTheMarkOrNot(String line, boolean mark) {
        assertEquals(mark, OutputGateRule.marks(new LogLine(StdStream.STDOUT, Instant.EPOCH, bytes(line))));
    }
}
