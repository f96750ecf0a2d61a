package io.d2k.domain.service;

import java.time.Instant;
import java.util.Optional;

/**
 * How a task stands.
 *
 * @param state its state
 * @param at since when
 * @param message what the engine says of it
 * @param error why it does not run, empty for none
 * @param exitCode the process's, once it has ended
 */
public record TaskStatus(TaskState state, Instant at, String message, String error, Optional<Integer> exitCode) {
    /** What the engine says of a task that it takes from a node which no longer meets the constraints. */
    public static final String ENFORCED = "task rejected by constraint enforcer";

    /** Returns the status of a task that has not ended. */
    public static TaskStatus of(TaskState state, Instant at, String error) {
        return new TaskStatus(state, at, state.message(), error, Optional.empty());
    }
}
