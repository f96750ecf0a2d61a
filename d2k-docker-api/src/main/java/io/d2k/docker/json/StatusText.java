package io.d2k.docker.json;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The {@code Status} column of {@code docker ps}. */
final class StatusText {
    private StatusText() {}

    /** Returns the state in Docker's words, such as {@code Up 3 seconds (healthy)}. */
    static String of(ContainerState state, Instant now) {
        return switch (state.status()) {
            case RUNNING ->
                "Up " + since(state.startedAt(), now)
                        + state.health().map(h -> " (" + word(h) + ")").orElse("");
            case RESTARTING -> "Restarting (" + state.exitCode() + ") " + since(state.finishedAt(), now) + " ago";
            case REMOVING -> "Removal In Progress";
            case DEAD -> "Dead";
            case CREATED -> "Created";
            case EXITED ->
                state.finishedAt().isEmpty()
                        ? ""
                        : "Exited (" + state.exitCode() + ") " + since(state.finishedAt(), now) + " ago";
        };
    }

    private static String since(Optional<Instant> time, Instant now) {
        return HumanDuration.of(Duration.between(time.orElse(now), now));
    }

    private static String word(Health health) {
        return health == Health.STARTING ? "health: starting" : health.word();
    }
}
