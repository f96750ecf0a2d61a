package io.d2k.domain.container.projection;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProbeResult;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process runs since 100; a check every 10 s that may take 5 s, 2 retries, 20 s of grace at the start. */
class HealthProjectionTest {
    private static final Healthcheck CHECK = new Healthcheck(
            List.of("CMD", "true"),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ZERO,
            2);

    private static ContainerState state(ProcessState process, boolean ready, String lost, String failures, long now) {
        return state(process, p -> ready ? p.passing() : p, lost, failures, now);
    }

    /** Of failures those with an {@code s} are of the start. */
    private static ContainerState state(
            ProcessState process, UnaryOperator<Observed.Pod> more, String lost, String failures, long now) {
        ObservedContainer c = Observed.runOnce(Specs.of("busybox").cmd("true"))
                .pod(1, 0, process, more)
                .get();
        List<ProbeResult> list = failures == null
                ? List.of()
                : Stream.of(failures.split(" "))
                        .map(HealthProjectionTest::failure)
                        .toList();
        Optional<Instant> since = Optional.ofNullable(lost).map(t -> at(Long.parseLong(t)));
        PodObservation pod = c.pod().orElseThrow().withProbes(since, list);
        return StateProjection.of(new ObservedContainer(c.record(), List.of(pod)), Optional.of(CHECK), at(now));
    }

    private static ProbeResult failure(String at) {
        boolean start = at.startsWith("s");
        return new ProbeResult(
                at(Long.parseLong(start ? at.substring(1) : at)), ProbeResult.Outcome.FAILED, "no", start);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 99,  s105 s110 s115,           116, STARTING,  0, 3",
        "false, 99,  s115 s120 s125 s128,      128, STARTING,  1, 4",
        "false, 99,  s120 s125 s130,           130, UNHEALTHY, 2, 3",
        "false, 99,  s120 s125 s130 s135 s140, 140, UNHEALTHY, 3, 5",
        "true,  99,  s120 s125 s130,           141, HEALTHY,   0, 3",
        "true,  99,  s120 s125 131,            150, HEALTHY,   1, 3",
        "true,  99,  s120 131 141,             150, UNHEALTHY, 2, 3",
        "true,  170, s120 160 170,             171, UNHEALTHY, 2, 3",
    })
    void theFirstCheckOfTheStartThatPassesMakesHealthy(
            boolean started,
            String lost,
            String failures,
            long now,
            ContainerState.Health health,
            int streak,
            int log) {
        ContainerState state = state(running(100), p -> started ? p.started() : p, lost, failures, now);
        assertEquals(Optional.of(health), state.health());
        assertEquals(streak, state.failingStreak());
        assertEquals(log, state.healthLog().size());
    }

    @ParameterizedTest
    @CsvSource({
        "false, ,    ,                101, STARTING,  0, 0",
        "true,  ,    ,                101, HEALTHY,   0, 0",
        "true,  ,    105,             130, HEALTHY,   0, 1",
        "true,  120, 105,             130, HEALTHY,   0, 2",
        "true,  99,  105,             130, HEALTHY,   0, 1",
        "false, 99,  105 115,         119, STARTING,  0, 2",
        "false, 100, 105 115 125,     126, STARTING,  1, 3",
        "false, 99,  115 125 135,     136, UNHEALTHY, 2, 3",
        "false, 99,  90 95 98,        126, STARTING,  0, 0",
        "false, 150, 130 140 150,     151, UNHEALTHY, 2, 3",
        "false, 150, 140 150 160 170, 171, UNHEALTHY, 4, 4",
        "false, 99,  ,                149, STARTING,  0, 0",
        "false, 99,  ,                150, UNHEALTHY, 0, 0",
        "false, 99,  125,             150, UNHEALTHY, 1, 1",
        "false, 99,  121 122 123 124 125 126 127, 128, UNHEALTHY, 7, 5",
    })
    void countsAsDocker(
            boolean ready, String lost, String failures, long now, ContainerState.Health health, int streak, int log) {
        ContainerState state = state(running(100), ready, lost, failures, now);
        assertEquals(Optional.of(health), state.health());
        assertEquals(streak, state.failingStreak());
        assertEquals(log, state.healthLog().size());
    }

    @Test
    void theLogTellsWhenItPassedAmongItsFailures() {
        ContainerState state = state(running(100), true, "120", "105 115 125", 130);
        assertEquals(
                List.of("105 1 no", "115 1 no", "120 0 ", "125 1 no"),
                state.healthLog().stream()
                        .map(r -> Duration.between(at(0), r.at()).toSeconds() + " "
                                + r.outcome().exitCode() + " " + r.output())
                        .toList());
    }

    @Test
    void whatHasEndedIsUnhealthy() {
        ContainerState over = state(ended(0, 100, 140), false, "99", "105 125 135", 150);
        assertEquals(Optional.of(ContainerState.Health.UNHEALTHY), over.health());
        assertEquals(2, over.failingStreak());
    }
}
