package io.d2k.domain.container;

import java.time.Instant;

/** The state of a container's process as the node reports it. */
public sealed interface ProcessState {
    /** Reason to wait: a new volume could not be filled from the image. */
    String FILL_FAILED = "VolumeFillFailed";
    /** Reason to wait: the image lacks the shell that does the steps before the process. */
    String UNPREPARED = "PreparationImpossible";

    /** Reason to wait: the process could not be held back until a client is attached. */
    String UNGATED = "GateImpossible";
    /** What the shell that holds a process back leaves as the message of its end where there is nothing to run. */
    String GATE_REFUSED = "d2k: there is no such command";

    /** Reason of an end: it was ended since its health check failed. */
    String UNHEALTHY = "Unhealthy";
    /** Reason of an end: it was ended since its health check had never passed. */
    String NEVER_HEALTHY = "NeverHealthy";

    /**
     * It has not started yet.
     *
     * @param reason Kubernetes' word, such as {@code ContainerCreating} or {@code ErrImagePull}; may be empty
     * @param message the same in words, may be empty
     */
    record Waiting(String reason, String message) implements ProcessState {
        /** Returns whether the node is about to make the container, or what comes before it; images are told of apart. */
        public boolean creating() {
            return reason.isEmpty() || reason.equals("ContainerCreating") || reason.equals("PodInitializing");
        }
    }

    /**
     * It runs.
     *
     * @param since when it started
     */
    record Running(Instant since) implements ProcessState {}

    /**
     * It has ended.
     *
     * @param exitCode the process's exit code, 128 + n for signal n
     * @param reason Kubernetes' word, such as {@code Completed}, {@code OOMKilled} or {@code StartError}, or one of the
     *     reasons above
     * @param message the same in words, may be empty
     * @param startedAt when it started; the epoch where it never did
     * @param finishedAt when it ended
     */
    record Ended(int exitCode, String reason, String message, Instant startedAt, Instant finishedAt)
            implements ProcessState {
        /** Returns whether a report besides the process's status says why it ended. */
        public boolean explained() {
            return reason.equals(UNHEALTHY) || reason.equals(NEVER_HEALTHY);
        }

        /** Returns this with another reason. */
        public Ended because(String newReason) {
            return new Ended(exitCode, newReason, message, startedAt, finishedAt);
        }
    }

    /** Returns the state of a pod whose containers the node has not reported on. */
    static ProcessState unknown() {
        return new Waiting("", "");
    }
}
