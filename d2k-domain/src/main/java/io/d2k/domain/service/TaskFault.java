package io.d2k.domain.service;

import java.time.Instant;
import java.util.Optional;

/**
 * Why no task of a service can run, whatever the cluster has: a swarm takes such a service, and its tasks tell.
 *
 * @param state the state that each task stays in, or ends with
 * @param message what the engine says of it
 * @param error why, in Docker's words; empty where that depends on the nodes
 */
public record TaskFault(TaskState state, String message, String error) {
    /** No node has a driver that is asked for, so that none takes the task. */
    public static final TaskFault NO_PLUGIN = new TaskFault(TaskState.PENDING, TaskState.PENDING.message(), "");

    /** The node does not understand the task. */
    public static TaskFault unresolved(String error) {
        return new TaskFault(TaskState.REJECTED, "resolving controller failed", error);
    }

    /** The node can make no container for it. */
    public static TaskFault rejected(String error) {
        return new TaskFault(TaskState.REJECTED, TaskState.REJECTED.message(), error);
    }

    /** Its container cannot be started. */
    public static TaskFault unstartable(String error) {
        return new TaskFault(TaskState.FAILED, TaskState.STARTING.message(), "starting container failed: " + error);
    }

    /** Returns why, for who asks for more than a task's state. */
    public String words() {
        return waits() ? "no node has the volume or logging driver that the service asks for" : error;
    }

    /** Returns whether tasks wait, rather than being tried again and again. */
    public boolean waits() {
        return state == TaskState.PENDING;
    }

    /** Returns the status of a task that was tried. */
    public TaskStatus status(Instant at) {
        return new TaskStatus(state, at, message, error, Optional.empty());
    }
}
