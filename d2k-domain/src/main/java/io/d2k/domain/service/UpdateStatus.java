package io.d2k.domain.service;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the last update of a service has come.
 *
 * @param state where it stands
 * @param started when it began
 * @param completed when it was completed
 * @param message the same in words
 */
public record UpdateStatus(State state, Instant started, Optional<Instant> completed, String message) {
    /** Where an update stands. */
    public enum State {
        /** Tasks are being replaced. */
        UPDATING("updating"),
        /** It stopped at a failure. */
        PAUSED("paused"),
        /** All tasks were replaced. */
        COMPLETED("completed"),
        /** Tasks are being replaced by what was before. */
        ROLLBACK_STARTED("rollback_started"),
        /** The way back stopped at a failure. */
        ROLLBACK_PAUSED("rollback_paused"),
        /** The way back was completed. */
        ROLLBACK_COMPLETED("rollback_completed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Returns Docker's word. */
        public String word() {
            return word;
        }

        /** Returns whether tasks are being replaced. */
        public boolean underWay() {
            return this == UPDATING || this == ROLLBACK_STARTED;
        }

        /** Returns whether it stands still at a failure. */
        public boolean paused() {
            return this == PAUSED || this == ROLLBACK_PAUSED;
        }

        /** Returns whether it is a way back. */
        public boolean rollback() {
            return this == ROLLBACK_STARTED || this == ROLLBACK_PAUSED || this == ROLLBACK_COMPLETED;
        }
    }

    /** Returns an update that begins. */
    public static UpdateStatus updating(Instant now) {
        return new UpdateStatus(State.UPDATING, now, Optional.empty(), "update in progress");
    }

    /** Returns a way back that begins. */
    public static UpdateStatus rollingBack(Instant now, String message) {
        return new UpdateStatus(State.ROLLBACK_STARTED, now, Optional.empty(), message);
    }

    /** Returns this, completed. */
    public UpdateStatus complete(Instant now) {
        return state.rollback()
                ? new UpdateStatus(State.ROLLBACK_COMPLETED, started, Optional.of(now), "rollback completed")
                : new UpdateStatus(State.COMPLETED, started, Optional.of(now), "update completed");
    }

    /** Returns this, stopped by the failure of a task; a swarm says "update" of the way back, too. */
    public UpdateStatus pause(String taskId) {
        return new UpdateStatus(
                state.rollback() ? State.ROLLBACK_PAUSED : State.PAUSED,
                started,
                Optional.empty(),
                "update paused due to failure or early termination of task " + taskId);
    }
}
