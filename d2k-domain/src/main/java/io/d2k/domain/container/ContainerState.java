package io.d2k.domain.container;

import java.time.Instant;
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
 */
public record ContainerState(
        ContainerStatus status,
        int exitCode,
        boolean oomKilled,
        String error,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int restartCount,
        Optional<Health> health) {
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
