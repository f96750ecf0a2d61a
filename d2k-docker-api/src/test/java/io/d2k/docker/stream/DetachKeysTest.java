package io.d2k.docker.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    @ParameterizedTest
    @CsvSource({
        // keys, what is typed (a bar between reads), what is passed on, whether the client detaches
        "'a,b', 'xaby', 'x', true",
        "'a,b', 'xa|by', 'x', true",
        "'a,b', 'xa|cy', 'xacy', false",
        "'a,b', 'aab', 'a', true",
        "'a,b', 'a|a|a|b', 'aa', true",
        "'a,a,b', 'aaab', 'a', true",
        "'a,b,a,c', 'ababac', 'ab', true",
        "'a,b,a,c', 'abab', 'ab', false",
        "'a', 'xyz', 'xyz', false",
        "'a', 'a', '', true"
    })
    void sequenceIsFoundAcrossReads(String keys, String typed, String passed, boolean detached) {
        DetachKeys.Filter filter = DetachKeys.parse(keys).filter();
        var out = new StringBuilder();
        for (String read : typed.split("\\|")) {
            out.append(new String(filter.pass(read.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
        }
        assertEquals(passed, out.toString());
        assertEquals(detached, filter.complete());
    }

    @ParameterizedTest
    @CsvSource({"'', 1011", "'ctrl-p,ctrl-q', 1011", "'ctrl-@', 00", "'ctrl-[,ctrl-_', 1b1f", "'ctrl-\\,x', 1c78"})
    void namesOfKeys(String keys, String hex) {
        DetachKeys.Filter filter = DetachKeys.parse(keys).filter();
        filter.pass(java.util.HexFormat.of().parseHex(hex));
        assertEquals(true, filter.complete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-", "ctrl-1", "ctrl-pp", "ab", "a,", "ä", "ctrl-A"})
    void unknownKeysAreRefused(String keys) {
        var e = assertThrows(EngineException.class, () -> DetachKeys.parse(keys));
        assertEquals("Invalid detach keys (" + keys + ") provided", e.getMessage());
    }
}
