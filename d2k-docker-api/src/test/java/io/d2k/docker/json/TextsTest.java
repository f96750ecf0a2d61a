package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "-PT5S,Less than a second",
        "PT0.999S,Less than a second",
        "PT1S,1 second",
        "PT1.9S,1 second",
        "PT2S,2 seconds",
        "PT59.9S,59 seconds",
        "PT60S,About a minute",
        "PT119S,About a minute",
        "PT2M,2 minutes",
        "PT59M59S,59 minutes",
        "PT60M,About an hour",
        "PT89M59S,About an hour",
        "PT90M,2 hours",
        "PT47H29M,47 hours",
        "PT47H30M,2 days",
        "P13DT23H,13 days",
        "P14D,2 weeks",
        "P59DT23H,8 weeks",
        "P60D,2 months",
        "P729D,24 months",
        "P730D,2 years",
        "P1460D,4 years",
    })
    void durationsAreDockers(Duration duration, String text) {
        assertEquals(text, HumanDuration.of(duration));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUNNING|HEALTHY|Up 3 seconds (healthy)",
                "RUNNING|UNHEALTHY|Up 3 seconds (unhealthy)",
                "RUNNING|STARTING|Up 3 seconds (health: starting)",
                "RUNNING||Up 3 seconds",
                "EXITED|HEALTHY|Exited (137) 2 seconds ago",
                "RESTARTING||Restarting (137) 2 seconds ago",
                "CREATED||Created",
                "REMOVING||Removal In Progress",
                "DEAD||Dead",
            })
    void statesAreDockers(ContainerStatus status, Health health, String text) {
        var state = new ContainerState(
                status,
                137,
                false,
                "",
                Optional.of(NOW.minusSeconds(3)),
                Optional.of(NOW.minusSeconds(2)),
                0,
                Optional.ofNullable(health));
        assertEquals(text, StatusText.of(state, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z,2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.120Z,2026-01-02T03:04:05.12Z",
        "2026-01-02T03:04:05.000000001Z,2026-01-02T03:04:05.000000001Z",
        "2026-01-02T03:04:00Z,2026-01-02T03:04:00Z",
    })
    void timesAreGos(Instant time, String text) {
        assertEquals(text, GoTime.nanos(time));
    }

    @Test
    void versionsCompareByNumber() {
        assertEquals(Optional.of(new ApiVersion(1, 9)), ApiVersion.parse("1.9"));
        assertEquals(Optional.empty(), ApiVersion.parse("v1.9"));
        assertEquals(true, new ApiVersion(1, 9).before(24));
        assertEquals(false, ApiVersion.LATEST.before(45));
        assertEquals("1.45", ApiVersion.LATEST.toString());
    }
}
