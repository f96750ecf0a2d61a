package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "false, false, 'out'",
        "true, false, '2024-02-03T04:05:06.070000000Z out'",
        "false, true, ' out'",
        "true, true, '2024-02-03T04:05:06.070000000Z  out'"
    })
    void frontIsAsAsked(boolean timestamps, boolean details, String expected) {
        var line = new LogLine(
                StdStream.STDOUT, Instant.parse("2024-02-03T04:05:06.07Z"), "out\n".getBytes(StandardCharsets.UTF_8));

        byte[] bytes = new LogLayout(timestamps, details).apply(line, Map.of());

        assertEquals(expected + "\n", new String(bytes, StandardCharsets.UTF_8));
    }
}
