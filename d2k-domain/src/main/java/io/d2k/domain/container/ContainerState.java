package io.d2k.domain.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container's state as Docker tells it.
 *
 * @param status Docker's word
 * @param exitCode of the last run; 0 before the first and while running
 * @param oomKilled whether the last run was killed for lack of memory
 * @param error why it could not start, empty for none
 * @param startedAt when the newest run's process started
 * @param finishedAt when the last finished run ended
 * @param restartCount automatic restarts since the last start by hand
 * @param health what the health check says; nothing without a check
 * @param failingStreak how often it has failed in a row, as far as it counts
 * @param healthLog its last results, in order, as far as the cluster tells them
 */
public record ContainerState(
        ContainerStatus status,
        int exitCode,
        boolean oomKilled,
        String error,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int restartCount,
        Optional<Health> health,
        int failingStreak,
        List<ProbeResult> healthLog) {
    /** Copies the list. */
    public ContainerState {
        healthLog = List.copyOf(healthLog);
    }

    /** One whose health check has no history. */
    public ContainerState(
            ContainerStatus status,
            int exitCode,
            boolean oomKilled,
            String error,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            int restartCount,
            Optional<Health> health) {
        this(status, exitCode, oomKilled, error, startedAt, finishedAt, restartCount, health, 0, List.of());
    }

    /** Returns this with what a health check says. */
    public ContainerState withHealth(Health newHealth, int newStreak, List<ProbeResult> newLog) {
        return new ContainerState(
                status,
                exitCode,
                oomKilled,
                error,
                startedAt,
                finishedAt,
                restartCount,
                Optional.of(newHealth),
                newStreak,
                newLog);
    }

    /** Returns whether Docker counts it as running: running or restarting. */
    public boolean running() {
        return status == ContainerStatus.RUNNING || status == ContainerStatus.RESTARTING;
    }

    /** What a health check says. */
    public enum Health {
        /** Not decided yet. */
        STARTING,
        /** Passing. */
        HEALTHY,
        /** Failing. */
        UNHEALTHY;

        /** Returns Docker's word. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
