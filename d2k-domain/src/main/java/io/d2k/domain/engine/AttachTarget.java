package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client attaches to.
 *
 * @param pod the pod; none where there will not be one
 * @param output its output, where the process was held back for that
 */
record AttachTarget(Optional<PodObservation> pod, Optional<HeldOutput> output) {
    /** Nothing. */
    static final AttachTarget NONE = new AttachTarget(Optional.empty(), Optional.empty());

    /**
     * Finds it in the state of a container.
     *
     * @param old UIDs of the pods of other runs
     * @return nothing as long as it is not there
     */
    static Optional<AttachTarget> find(Optional<ObservedContainer> now, Set<String> old) {
        if (now.isEmpty()) {
            return Optional.of(NONE);
        }
        List<PodObservation> candidates = now.get().pods().stream()
                .filter(p -> !old.contains(p.uid()) && !p.going())
                // another one takes their place
                .filter(p -> p.unprepared().isEmpty() && p.ungated().isEmpty())
                .toList();
        Optional<PodObservation> pod = new ObservedContainer(now.get().record(), candidates).pod();
        boolean failedToStart = pod.flatMap(StartFailure::of).isPresent();
        if (failedToStart) {
            return Optional.of(NONE);
        }
        return pod.filter(p -> !(p.process() instanceof ProcessState.Waiting))
                .map(p -> new AttachTarget(Optional.of(p), Optional.empty()));
    }
}
