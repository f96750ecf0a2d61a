package io.d2k.domain.service;

import io.d2k.domain.Ids;
import java.time.Instant;
import java.util.Set;

/**
 * One task: one life of the process in one pod. A pod whose process is started again by the kubelet stands for several.
 *
 * @param id 25 digits of base 36
 * @param slot its number in the service from 1; 0 in global services, where the node takes its place
 * @param podUid the pod's UID
 * @param podName the pod's name
 * @param run which life of the pod's process, from 0
 * @param node name of the node, empty before it has one
 * @param created when it was made
 * @param revision which form of the service's tasks it is
 * @param status how it stands, or stood at its end
 * @param desired what it is meant to be
 */
public record Task(
        String id,
        int slot,
        String podUid,
        String podName,
        int run,
        String node,
        Instant created,
        int revision,
        TaskStatus status,
        TaskState desired) {
    private static final Set<TaskState> CONTAINERLESS =
            Set.of(TaskState.PENDING, TaskState.PREPARING, TaskState.REJECTED);

    /** Returns the ID of the container of a task. */
    public static String containerId(String taskId) {
        return Ids.derived("task " + taskId);
    }

    /** Returns whether it has ended. */
    public boolean over() {
        return status.state().terminal();
    }

    /**
     * Returns whether it has a container: a node has taken it over, and has the image. Those of global services have a node
     * before: a swarm makes them for it. Those that were tried in vain never had a pod.
     */
    public boolean taken() {
        boolean had = status.message().equals(TaskStatus.ENFORCED) || !CONTAINERLESS.contains(status.state());
        return !node.isEmpty() && !podName.isEmpty() && had;
    }

    /** Returns this with another status. */
    public Task with(TaskStatus newStatus, TaskState newDesired) {
        return new Task(id, slot, podUid, podName, run, node, created, revision, newStatus, newDesired);
    }

    /** Returns this on a node. */
    public Task on(String newNode) {
        return new Task(id, slot, podUid, podName, run, newNode, created, revision, status, desired);
    }

    /** Returns this as one of another form. */
    public Task of(int newRevision) {
        return new Task(id, slot, podUid, podName, run, node, created, newRevision, status, desired);
    }

    /** Returns what stands in the place of the task: its slot, or its node. */
    public String place() {
        return slot > 0 ? Integer.toString(slot) : node;
    }
}
