package io.d2k.domain.service;

import java.util.List;
import java.util.Optional;

/**
 * A service's record with what the cluster shows of it, as of one moment.
 *
 * @param record what is kept
 * @param written the tasks as written down last
 * @param pods its pods, in no order
 * @param workload what makes its pods, or made those of an earlier form; nothing where d2k does it, or where it is not there
 */
public record ObservedService(
        ServiceRecord record, List<Task> written, List<TaskPod> pods, Optional<Workload> workload) {
    /** Copies the lists. */
    public ObservedService {
        written = List.copyOf(written);
        pods = List.copyOf(pods);
    }

    /** Returns the pod that a task is the present life of. */
    public Optional<TaskPod> pod(Task task) {
        return pods.stream().filter(p -> p.pod().uid().equals(task.podUid())).findFirst();
    }

    /** Returns whether there is something that has the present form, or makes what has it. */
    public boolean underWay() {
        int template = record.template();
        return workload.filter(w -> w.template() == template).isPresent()
                || pods.stream().anyMatch(p -> p.template() == template);
    }

    /** Returns this as it is once its record has gone, and these pods have not. */
    public ObservedService beingRemoved(List<TaskPod> left) {
        return new ObservedService(record.beingRemoved(), written, left, Optional.empty());
    }

    /**
     * What makes the pods.
     *
     * @param type its type
     * @param version the version of the service that it was made for
     * @param template the revision that the template of its pods was made for
     * @param wanted how many pods it wants, as far as it counts them itself
     * @param paused whether it replaces none at the moment
     * @param filling whether its pods fill volumes before their processes begin
     * @param lost how many new ones that have failed it does not wait for while it replaces the others
     * @param problem why the cluster makes no pods although some are wanted; empty for none
     */
    public record Workload(
            WorkloadType type,
            long version,
            int template,
            int wanted,
            boolean paused,
            boolean filling,
            int lost,
            String problem) {}
}
