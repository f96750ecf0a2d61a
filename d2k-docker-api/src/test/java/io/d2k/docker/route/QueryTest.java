package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
    @ParameterizedTest
    @CsvSource({
        "'', false", "x, false", "x=, false", "x=0, false", "x=no, false", "x=false, false", "x=none, false",
        "x=FALSE, false", "x=+no+, false", "x=1, true", "x=true, true", "x=yes, true", "x=anything, true", "x=00, true",
        "x=0&x=1, false", "y=1, false"
    })
    void flagsAreTrueUnlessTheySayNo(String query, boolean expected) {
        assertEquals(expected, Query.parse(query).flag("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "x=1, 1",
        "x=-1, -1",
        "x=%2B7, 7",
        "x=0010, 10",
        "x=4294967296, 2147483647",
        "x=-4294967296, -2147483648"
    })
    void numbersAreReadAsGoReadsThem(String query, int expected) {
        assertEquals(Optional.of(expected), Query.parse(query).number("x"));
        assertEquals(expected, Query.parse(query).requiredNumber("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "x, strconv.Atoi: parsing \"x\": invalid syntax",
        "1.5, strconv.Atoi: parsing \"1.5\": invalid syntax",
        "%22, strconv.Atoi: parsing \"\\\"\": invalid syntax",
        "99999999999999999999, strconv.Atoi: parsing \"99999999999999999999\": value out of range"
    })
    void wrongNumbersAreRefusedInGosWords(String value, String message) {
        var e = assertThrows(
                EngineException.class, () -> Query.parse("x=" + value).number("x"));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.UNCLASSED, e.kind());
        e = assertThrows(EngineException.class, () -> Query.parse("x=" + value).requiredNumber("x"));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void strictFlagsAreReadAsGoReadsThem() {
        assertEquals(false, Query.parse("").strictFlag("x"));
        assertEquals(false, Query.parse("x=").strictFlag("x"));
        assertEquals(true, Query.parse("x=T").strictFlag("x"));
        var e = assertThrows(EngineException.class, () -> Query.parse("x=yes").strictFlag("x"));
        assertEquals("invalid value for x: yes: strconv.ParseBool: parsing \"yes\": invalid syntax", e.getMessage());
    }

    @Test
    void missingNumberIsNothingOrRefused() {
        assertEquals(Optional.empty(), Query.parse("").number("x"));
        var e = assertThrows(EngineException.class, () -> Query.parse("").requiredNumber("x"));
        assertEquals("strconv.Atoi: parsing \"\": invalid syntax", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000.5, 2023-11-14T22:13:20.500Z",
        "1700000000.000000001, 2023-11-14T22:13:20.000000001Z",
        "1700000000.0000000019, 2023-11-14T22:13:20.000000001Z",
        "-1, 1969-12-31T23:59:59Z"
    })
    void timesAreSecondsWithAFraction(String value, Instant expected) {
        assertEquals(Optional.of(expected), Query.parse("since=" + value).time("since"));
    }

    @ParameterizedTest
    @CsvSource({"x, x", "1., ''", "2024-01-01T00:00:00Z, 2024-01-01T00:00:00Z", "1.x, x"})
    void wrongTimesAreRefusedInGosWords(String value, String part) {
        var e = assertThrows(
                EngineException.class, () -> Query.parse("since=" + value).time("since"));
        assertEquals("strconv.ParseInt: parsing \"" + part + "\": invalid syntax", e.getMessage());
    }

    @Test
    void farTimesDoNotOverflow() {
        assertEquals(
                Optional.of(Instant.MAX.getEpochSecond() - 1),
                Query.parse("t=9223372036854775807").time("t").map(Instant::getEpochSecond));
    }

    @Test
    void valuesAreDecoded() {
        Query query = Query.parse("a=%7B%22x%22%3A1%7D&b=1+2%2B3&c=%C3%A4&a=2&d=x=y&&e");

        assertEquals("{\"x\":1}", query.get("a"));
        assertEquals(List.of("{\"x\":1}", "2"), query.all("a"));
        assertEquals("1 2+3", query.get("b"));
        assertEquals("ä", query.get("c"));
        assertEquals("x=y", query.get("d"));
        assertEquals("", query.get("e"));
        assertEquals(Optional.empty(), query.find("e"));
    }

    @ParameterizedTest
    @CsvSource({
        "a=%zz, invalid URL escape \"%zz\"",
        "a=%4, invalid URL escape \"%4\"",
        "a=%, invalid URL escape \"%\"",
        "%gg=1, invalid URL escape \"%gg\"",
        "a;b=1, invalid semicolon separator in query"
    })
    void malformedQueriesAreRefused(String query, String message) {
        var e = assertThrows(EngineException.class, () -> Query.parse(query));
        assertEquals(message, e.getMessage());
    }
}
