package io.d2k.domain.container;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A container's record with the pods that belong to it, as of one moment.
 *
 * @param record what is kept
 * @param pods its pods, in no order; usually none or one
 * @param problem why the cluster makes no pod although one is wanted, such as a quota that is used up; empty for none
 */
public record ObservedContainer(ContainerRecord record, List<PodObservation> pods, String problem) {
    /** Copies the list. */
    public ObservedContainer {
        pods = List.copyOf(pods);
    }

    /** Makes one without a problem. */
    public ObservedContainer(ContainerRecord record, List<PodObservation> pods) {
        this(record, pods, "");
    }

    private static final Comparator<PodObservation> NEWEST = Comparator.comparingInt(PodObservation::run)
            .thenComparingInt(PodObservation::restart)
            .thenComparing(PodObservation::going, Comparator.reverseOrder())
            .thenComparing(PodObservation::created);
    private static final Comparator<PodObservation> FURTHEST = Comparator.comparingInt(PodObservation::run)
            .thenComparingInt(ObservedContainer::progress)
            .thenComparing(NEWEST);

    /**
     * Returns the pod of the newest run; of several of one run, one that is not being deleted wins. Where none is wanted any
     * more it is the one whose process runs still, or has ended: its Deployment may have begun to replace it before it
     * learned so.
     */
    public Optional<PodObservation> pod() {
        boolean leaving = record.kind() == WorkloadKind.DEPLOYMENT && !record.wanted();
        return pods.stream().max(leaving ? FURTHEST : NEWEST);
    }

    /** Returns the same container as one of its pods alone shows it; without any where that has gone. */
    public ObservedContainer as(PodObservation pod) {
        return new ObservedContainer(
                record, pods.stream().filter(p -> p.uid().equals(pod.uid())).toList(), problem);
    }

    private static int progress(PodObservation pod) {
        return switch (pod.process()) {
            case ProcessState.Waiting w -> 0;
            case ProcessState.Ended e -> 1;
            case ProcessState.Running r -> 2;
        };
    }
}
