package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.log.LogQuery;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLogQueryTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stdout=0                | Bad parameters: you must choose at least one stream
            stdout=1&tail=x         | tail value must be a positive integer or "all"
            stdout=1&tail=1.5       | tail value must be a positive integer or "all"
            stdout=1&tail=-1        | negative tail values not supported
            stdout=1&since=x        | could not parse since timestamp: strconv.ParseInt: parsing "x": invalid syntax
            """)
    void wrongOneIsRefusedInTheWordsOfASwarm(String query, String words) {
        var refusal = assertThrows(EngineException.class, () -> ServiceLogQuery.read(Query.parse(query)));

        assertEquals(words, refusal.getMessage());
        assertEquals(ErrorKind.UNCLASSED, refusal.kind());
    }

    @ParameterizedTest
    @CsvSource({"'', -1", "&tail=all, -1", "&tail=, -1", "&tail=0, 0", "&tail=%2B7, 7"})
    void lastLinesAreCounted(String query, int lines) {
        OptionalInt expected = lines < 0 ? OptionalInt.empty() : OptionalInt.of(lines);

        assertEquals(
                expected, ServiceLogQuery.read(Query.parse("stderr=1" + query)).tail());
    }

    @Test
    void endIsNotAsked() {
        assertEquals(
                new LogQuery(
                        true, true, true, Optional.of(Instant.ofEpochSecond(5)), Optional.empty(), OptionalInt.empty()),
                ServiceLogQuery.read(Query.parse("stdout=1&stderr=1&follow=1&since=5&until=6")));
    }
}
