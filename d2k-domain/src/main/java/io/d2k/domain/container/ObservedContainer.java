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

    /** Returns the pod of the newest run; of several of one run, one that is not being deleted wins. */
    public Optional<PodObservation> pod() {
        return pods.stream().max(NEWEST);
    }
}
