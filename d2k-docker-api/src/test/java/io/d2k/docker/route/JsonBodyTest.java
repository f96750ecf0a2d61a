package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/json; charset=utf-8", "Application/JSON", " application/json "})
    void jsonIsAccepted(String type) {
        assertDoesNotThrow(() -> JsonBody.check(type, true));
    }

    @Test
    void nothingNeedsNoType() {
        assertDoesNotThrow(() -> JsonBody.check("", false));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, unsupported Content-Type header (text/plain): must be 'application/json'",
        "json, unsupported Content-Type header (json): must be 'application/json'",
        "'', malformed Content-Type header (): mime: no media type",
        "a/b/c, malformed Content-Type header (a/b/c): mime: unexpected content after media subtype",
        "a/, malformed Content-Type header (a/): mime: expected token after slash",
        "a b, malformed Content-Type header (a b): mime: expected slash after first token"
    })
    void othersAreRefusedInTheEnginesWords(String type, String message) {
        var e = assertThrows(EngineException.class, () -> JsonBody.check(type, true));
        assertEquals(message, e.getMessage());
    }
}
