package io.d2k.domain.service;

import java.time.Duration;

/**
 * How tasks are replaced when the service changes, or goes back.
 *
 * @param parallelism how many at a time; 0 for all
 * @param delay how long to wait between two
 * @param failureAction {@code pause}, {@code continue} or {@code rollback}; empty for the default, {@code pause}
 * @param monitor how long a new task is watched for failure
 * @param maxFailureRatio which part of the tasks may fail
 * @param startFirst whether the new task is started before the old one is stopped
 */
public record UpdateConfig(
        long parallelism,
        Duration delay,
        String failureAction,
        Duration monitor,
        double maxFailureRatio,
        boolean startFirst) {
    /** Docker's default. */
    public static final UpdateConfig DEFAULT =
            new UpdateConfig(1, Duration.ZERO, "pause", Duration.ofSeconds(5), 0, false);
}
