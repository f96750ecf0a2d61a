package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.Seconds;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Ends pods. */
final class PodEnding {
    /** A kubelet tells within a second that a container runs, or else has more to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;

    /**
     * Makes one.
     *
     * @param waits told of what happens to the pods
     */
    PodEnding(CachedResource<V1Pod> pods, PodWaits waits) {
        this.pods = pods;
        this.waits = waits;
    }

    /**
     * Deletes a pod; one that has gone is fine.
     *
     * @param grace how long its process has, at least a second: less would make Kubernetes forget the pod
     */
    void end(PodObservation pod, Duration grace) {
        if (pod.process() instanceof ProcessState.Running) {
            awaitStatus(pod);
        }
        known(pod).ifPresent(known -> pods.delete(known, OptionalLong.of(Seconds.ceil(grace, 1))));
    }

    private Optional<V1Pod> known(PodObservation pod) {
        return pods.get(pod.name())
                .filter(known -> pod.uid().equals(known.getMetadata().getUid()));
    }

    /**
     * Waits until the status tells what an event has told before: a kubelet (seen in 1.20) that does not know yet that the
     * container runs kills nothing when its pod is deleted, and looks again after a minute and more.
     */
    private void awaitStatus(PodObservation pod) {
        try (PodWaits.Wait wait = waits.begin(pod.name(), PodEnding::told)) {
            if (known(pod).filter(known -> !told(known)).isPresent()) {
                wait.await(PATIENCE);
            }
        }
    }

    private static boolean told(V1Pod pod) {
        return !(PodObservations.of(pod).process() instanceof ProcessState.Waiting);
    }
}
