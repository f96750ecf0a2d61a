package io.d2k.domain.container.projection;

import static io.d2k.domain.container.projection.StateCases.once;
import static io.d2k.domain.container.projection.StateCases.retrying;
import static io.d2k.domain.container.projection.StateCases.service;
import static io.d2k.domain.container.projection.StateCases.startError;
import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Observed.Pod;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** States are written as {@code status code=N restarts=N [oom] [error]}. */
class StateProjectionTest {
    private static final Instant NOW = at(1000);

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "io.d2k.domain.container.projection.StateCases#runOnce",
        "io.d2k.domain.container.projection.StateCases#onFailure",
        "io.d2k.domain.container.projection.StateCases#deployments"
    })
    void tellsDockersState(String situation, Observed observed, String expected) {
        ContainerState s = StateProjection.of(observed.get(), Optional.empty(), NOW);
        String told = s.status().word() + " code=" + s.exitCode() + " restarts=" + s.restartCount()
                + (s.oomKilled() ? " oom" : "") + (s.error().isEmpty() ? "" : " " + s.error());
        assertEquals(expected, told, situation);
    }

    @Test
    void tellsTimes() {
        ContainerState running = StateProjection.of(
                Observed.runOnce(once()).last(1, 3, 0).pod(2, 0, running(500)).get(), Optional.empty(), NOW);
        assertEquals(Optional.of(at(500)), running.startedAt());
        assertEquals(Optional.of(at(105)), running.finishedAt(), "of the run before");
        ContainerState over = StateProjection.of(
                Observed.runOnce(once()).pod(1, 0, ended(0, 10, 20)).get(), Optional.empty(), NOW);
        assertEquals(Optional.of(at(10)), over.startedAt());
        assertEquals(Optional.of(at(20)), over.finishedAt());
        ContainerState failed = StateProjection.of(
                Observed.runOnce(once()).pod(1, 0, startError("x")).get(), Optional.empty(), NOW);
        assertEquals(Optional.empty(), failed.startedAt());
    }

    private static final Healthcheck CHECK = new Healthcheck(
            List.of("CMD", "true"), Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO, 2);

    @Test
    void tellsHealth() {
        Observed failing = Observed.runOnce(once()).pod(1, 0, running(100));
        Observed passing = Observed.runOnce(once()).pod(1, 0, running(100), Pod::passing);
        assertEquals(Optional.of(Health.STARTING), health(failing, Optional.of(CHECK), 124));
        assertEquals(Optional.of(Health.UNHEALTHY), health(failing, Optional.of(CHECK), 125), "5 s + 2 * 10 s");
        assertEquals(Optional.of(Health.HEALTHY), health(passing, Optional.of(CHECK), 101));
        assertEquals(Optional.empty(), health(passing, Optional.empty(), 101));
        Healthcheck off =
                new Healthcheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        assertEquals(Optional.empty(), health(passing, Optional.of(off), 101));
    }

    private static Optional<Health> health(Observed o, Optional<Healthcheck> check, long now) {
        return StateProjection.of(o.get(), check, at(now)).health();
    }

    @Test
    void anEndIsTheSameBeforeAndAfterTheKubeletsRestart() {
        ProcessState.Ended end = ended(1, 10, 20);
        Observed seen = Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, end);
        Observed again = Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, running(30), p -> p.restarted(1, end));
        assertEquals(endOf(seen), endOf(again));
    }

    private static Optional<LastRun> endOf(Observed o) {
        PodObservation pod = o.get().pod().orElseThrow();
        return StateProjection.endOf(o.get().record(), pod);
    }

    @Test
    void retriesOnlyFailuresThatNobodyAskedFor() {
        Observed o = Observed.runOnce(retrying(1)).pod(1, 0, ended(4, 10, 20));
        assertTrue(StateProjection.retries(o.get().record(), endOf(o).orElseThrow()));
        Observed stopped = Observed.runOnce(retrying(1)).ending(1, 15).pod(1, 0, ended(4, 10, 20));
        assertFalse(
                StateProjection.retries(stopped.get().record(), endOf(stopped).orElseThrow()));
        Observed second = Observed.runOnce(retrying(1)).ending(1, 15).pod(2, 0, ended(4, 10, 20));
        assertTrue(
                StateProjection.retries(second.get().record(), endOf(second).orElseThrow()),
                "the stop was for the run before");
        Observed plain = Observed.runOnce(once()).pod(1, 0, ended(4, 10, 20));
        assertFalse(StateProjection.retries(plain.get().record(), endOf(plain).orElseThrow()));
    }
}
