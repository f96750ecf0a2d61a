package io.d2k.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.fake.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times, filters, IDs and object names. */
class TextRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1136073845, 2006-01-01T00:04:05Z",
        "1136073845.000000001, 2006-01-01T00:04:05.000000001Z",
        "1136073845.5, 2006-01-01T00:04:05.5Z",
        "-1, 1969-12-31T23:59:59Z",
        "10m, 2026-03-01T11:50:00Z",
        "1h30m, 2026-03-01T10:30:00Z",
        "1.5h, 2026-03-01T10:30:00Z",
        "2m3s, 2026-03-01T11:57:57Z",
        "500ms, 2026-03-01T11:59:59.5Z",
        "2026-02-28, 2026-02-28T00:00:00Z",
        "2026-02-28T10:11:12, 2026-02-28T10:11:12Z",
        "2026-02-28T10:11, 2026-02-28T10:11:00Z",
        "2026-02-28T10:11:12Z, 2026-02-28T10:11:12Z",
        "2026-02-28T10:11:12.123456789Z, 2026-02-28T10:11:12.123456789Z",
        "2026-02-28T10:11:12+02:00, 2026-02-28T08:11:12Z",
        "2026-02-28T10:11:12-02:00, 2026-02-28T12:11:12Z",
    })
    void timesAreRead(String text, Instant expected) {
        assertEquals(expected, TimeText.parse(text, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "10x", "2026-13-01", "1.2.3", "2026-02-28T25:00:00Z"})
    void otherTextIsNoTime(String text) {
        Refusals.invalid(
                "failed to parse value as time or duration: \"" + text + "\"", () -> TimeText.parse(text, NOW));
    }

    /** What Go's {@code time.ParseDuration} answers. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1m30s, 90000000000",
        "1.5h, 5400000000000",
        ".5ms, 500000",
        "1.s, 1000000000",
        "3us2ns, 3002",
        "3\u00b5s, 3000",
        "-2ms, -2000000",
        "+1ns, 1",
        "2540400h, 9145440000000000000"
    })
    void durationsAreRead(String text, long nanos) {
        assertEquals(Optional.of(Duration.ofNanos(nanos)), DurationText.parse(text));
        assertEquals(Optional.empty(), DurationText.refusal(text));
    }

    @ParameterizedTest
    @CsvSource({"'', invalid", "x, invalid", "10, missing unit in", "1m5, missing unit in", "1d, invalid", "-, invalid"
    })
    void otherTextIsNoDuration(String text, String why) {
        assertEquals(Optional.empty(), DurationText.parse(text));
        assertEquals(Optional.of("time: " + why + " duration \"" + text + "\""), DurationText.refusal(text));
    }

    @Test
    void durationsThatGoCannotHoldAreNone() {
        assertEquals(Optional.of("time: invalid duration \"9999999h\""), DurationText.refusal("9999999h"));
    }

    private static Filters filters(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    @Test
    void filtersRefuseUnknownNames() {
        filters("name", "x").allowOnly(Set.of("name", "id"));
        Refusals.invalid("invalid filter", () -> filters("", "x").allowOnly(Set.of("name")));
        Refusals.invalid("invalid filter 'bogus'", () -> filters("bogus", "x").allowOnly(Set.of("name")));
    }

    @Test
    void valuesOfOneFilterAreAlternatives() {
        assertTrue(filters("name", "a", "b").any("name", "b"::equals));
        assertFalse(filters("name", "a", "b").any("name", "c"::equals));
        assertTrue(Filters.NONE.any("name", "c"::equals), "not given");
    }

    @ParameterizedTest
    @CsvSource({
        "app, true",
        "app=shop, true",
        "app=x, false",
        "none, false",
        "empty=, true",
        "app=, false",
        "eq=a=b, true"
    })
    void labelsAreKeysOrKeysWithValues(String label, boolean matches) {
        Map<String, String> labels = Map.of("app", "shop", "empty", "", "eq", "a=b");
        assertEquals(matches, filters("label", label).matchesLabels(labels));
        assertEquals(!matches, filters("label!", label).excludesLabels(labels));
    }

    @Test
    void allLabelsMustMatch() {
        Map<String, String> labels = Map.of("a", "1", "b", "2");
        assertTrue(filters("label", "a", "b=2").matchesLabels(labels));
        assertFalse(filters("label", "a", "b=3").matchesLabels(labels));
    }

    @Test
    void flagsAreRead() {
        assertTrue(filters("all", "1").flag("all", false));
        assertTrue(filters("all", "true").flag("all", false));
        assertFalse(filters("all", "0").flag("all", true));
        assertFalse(filters("all", "false").flag("all", true));
        assertTrue(Filters.NONE.flag("all", true));
        Refusals.invalid(
                "invalid filter 'all=[maybe]'", () -> filters("all", "maybe").flag("all", false));
        Refusals.invalid(
                "invalid filter 'all=[1 0]'", () -> filters("all", "1", "0").flag("all", false));
    }

    @Test
    void idsAreLongAndNeverLookLikeNumbers() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String id = Ids.random();
            assertTrue(id.matches("[0-9a-f]{64}"));
            assertFalse(Ids.brief(id).matches("\\d{12}"));
            assertTrue(seen.add(id));
        }
        assertEquals(Ids.derived("x"), Ids.derived("x"));
        assertNotEquals(Ids.derived("x"), Ids.derived("y"));
        assertEquals("abc", Ids.brief("abc"));
    }

    @ParameterizedTest
    @CsvSource({
        "web, web",
        "Web_1.x, web-1-x",
        "9digits, d-9digits",
        "a--b_, a--b",
        "__, d",
        "under_score, under-score",
    })
    void objectNamesAreKubernetesNames(String docker, String expected) {
        String name = ObjectNames.of(docker, n -> false);
        assertEquals(expected, name);
        assertTrue(name.matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?"), name);
    }

    @Test
    void longAndTakenNamesGetAHash() {
        String name = "long".repeat(30);
        String cut = ObjectNames.of(name, n -> false);
        assertTrue(cut.matches("longlong[a-z-]*-[0-9a-f]{6}") && cut.length() <= 46, cut);
        assertNotEquals(cut, ObjectNames.of(name + "x", n -> false));
        String hashed = ObjectNames.of("web", "web"::equals);
        assertTrue(hashed.matches("web-[0-9a-f]{6}"), hashed);
        String salted = ObjectNames.of("web", Set.of("web", hashed)::contains);
        assertTrue(salted.matches("web-[0-9a-f]{6}") && !salted.equals(hashed), salted);
    }
}
