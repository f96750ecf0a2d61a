package io.d2k.domain.service;

import io.d2k.domain.container.PodObservation;

/**
 * A pod of a service.
 *
 * @param pod what the cluster says of it
 * @param template the revision that its template was made for
 * @param slot the slot that it was made for; 0 where its maker does not count
 * @param bound the name of the one node that it was made for; empty where the cluster chooses
 * @param byHand how its end was asked for by hand
 * @param ending whether its service has asked for the end of its process
 * @param taskId the ID of the task that it was made for; empty where its maker knows of no tasks
 */
public record TaskPod(
        PodObservation pod, int template, int slot, String bound, HandEnding byHand, boolean ending, String taskId) {
    /** One whose node the cluster chooses, and that is left to its service. */
    public TaskPod(PodObservation pod, int template, int slot) {
        this(pod, template, slot, "", HandEnding.NONE, false, "");
    }

    /** Returns this as it is observed now. */
    public TaskPod with(PodObservation newPod) {
        return new TaskPod(newPod, template, slot, bound, byHand, ending, taskId);
    }

    /** Returns the name of its node: where it runs, or will; empty before that is known. */
    public String node() {
        return pod.node().isEmpty() ? bound : pod.node();
    }
}
