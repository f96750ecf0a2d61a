package io.d2k.domain.port.out;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.stats.PodUsage;
import java.util.Optional;

/** What pods use. */
@FunctionalInterface
public interface Metrics {
    /**
     * Returns the newest figures of a pod's container; asks the cluster no more often than its figures change.
     *
     * @return nothing where the cluster has none (yet)
     */
    Optional<PodUsage> usage(PodObservation pod);
}
