package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodObservation.Gate;
import io.d2k.domain.container.ProcessState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes that are held back have begun. The kubelet tells by an event at once, and by the pod's status up to a second
 * later.
 */
final class Beginnings {
    private final Map<String, Instant> told = new HashMap<>();
    private final Set<String> let = new HashSet<>();

    /** Takes what the kubelet has told of a pod that there is. */
    void told(String uid, Instant at) {
        told.put(uid, at);
    }

    /** Takes that the process of a pod has been let go. */
    void let(String uid) {
        let.add(uid);
    }

    /** Forgets a pod that has gone. */
    void forget(String uid) {
        told.remove(uid);
        let.remove(uid);
    }

    /** Returns what is known of a pod, beyond its status. */
    PodObservation seen(PodObservation pod) {
        Optional<Instant> begun = Optional.ofNullable(told.get(pod.uid()));
        boolean open = let.contains(pod.uid());
        boolean held = pod.gate() == Gate.SHUT || pod.gate() == Gate.REACHED;
        if (!held || begun.isEmpty() && !open) {
            return pod;
        }
        PodObservation known = pod.withGate(open ? Gate.OPEN : Gate.REACHED);
        boolean early = pod.process() instanceof ProcessState.Waiting
                && pod.lastEnded().isEmpty()
                && pod.ungated().isEmpty();
        return early && open && begun.isPresent()
                ? known.withEnds(new ProcessState.Running(begun.get()), pod.lastEnded())
                : known;
    }
}
