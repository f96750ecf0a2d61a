package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.Seconds;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Ends pods. */
final class PodEnding {
    /** A kubelet tells within a second that a container runs, or else has more to do; controllers are as quick. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(PodEnding.class.getName());

    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;
    private final Duration patience;

    /**
     * Makes one.
     *
     * @param waits told of what happens to the pods
     */
    PodEnding(CachedResource<V1Pod> pods, PodWaits waits) {
        this(pods, waits, PATIENCE);
    }

    /**
     * Makes one.
     *
     * @param patience how long what others do with a pod is waited for
     */
    PodEnding(CachedResource<V1Pod> pods, PodWaits waits, Duration patience) {
        this.pods = pods;
        this.waits = waits;
        this.patience = patience;
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

    /** Makes Kubernetes forget a pod, whether or not its process runs; one that has gone is fine. */
    void forget(PodObservation pod) {
        known(pod).ifPresent(known -> pods.delete(known, OptionalLong.of(0)));
    }

    /** Returns whether a pod is one that a controller keeps running, or takes away. */
    boolean controlled(PodObservation pod) {
        return known(pod).map(V1Pod::getMetadata).map(V1ObjectMeta::getOwnerReferences).orElse(List.of()).stream()
                        .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()))
                && !pod.failed();
    }

    /**
     * Leaves the end of a pod to its Deployment, which was scaled to nothing: one that is deleted before the controllers have
     * learned so is replaced, and for a moment two processes would have what the container has.
     *
     * @return false where the pod gives a process that runs another time than the grace, or nothing ends it
     */
    boolean left(PodObservation pod, Duration grace) {
        boolean runs = pod.process() instanceof ProcessState.Running;
        Optional<V1Pod> alike = known(pod).filter(known -> !runs || grace(known) == Seconds.ceil(grace, 1));
        if (alike.isEmpty()) {
            return false;
        }
        try (PodWaits.Wait wait = waits.begin(pod.name(), PodEnding::going)) {
            if (known(pod).filter(known -> !going(known)).isPresent()) {
                wait.await(patience);
            }
        }
        if (known(pod).filter(known -> !going(known)).isPresent()) {
            return false;
        }
        // the kubelet may have begun the process once more
        known(pod)
                .filter(known -> grace(known) > Seconds.ceil(grace, 1))
                .ifPresent(known -> pods.delete(known, OptionalLong.of(Seconds.ceil(grace, 1))));
        return true;
    }

    private static boolean going(V1Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /**
     * Tells the node that a pod's time is up: it ends the process as the pod says, and the pod stays. One that has gone, or was
     * told before, is fine.
     */
    void stop(PodObservation pod) {
        stop(pod, Optional.empty());
    }

    private void stop(PodObservation pod, Optional<V1OwnerReference> owner) {
        known(pod)
                .filter(known -> known.getSpec().getActiveDeadlineSeconds() == null)
                .ifPresent(known -> pods.patch(pod.name(), overdue(pod, owner)));
    }

    /**
     * Does the same where the pod does not give its process longer than that.
     *
     * @param owner what the pod goes with from now on, if it is not what it has gone with
     * @return false where it does, or has gone, or the server refuses the change
     */
    boolean stop(PodObservation pod, Duration atMost, Optional<V1OwnerReference> owner) {
        Optional<V1Pod> brief = known(pod).filter(known -> grace(known) <= Seconds.ceil(atMost, 1));
        if (brief.isEmpty()) {
            return false;
        }
        awaitStatus(pod);
        try {
            stop(pod, owner);
            return true;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                throw e;
            }
            LOG.log(Level.DEBUG, "pod " + pod.name() + " is deleted instead", e);
            return false;
        }
    }

    private static long grace(V1Pod pod) {
        Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
        return grace == null ? Long.MAX_VALUE : grace;
    }

    private static JsonObject overdue(PodObservation pod, Optional<V1OwnerReference> owner) {
        var spec = new JsonObject();
        spec.addProperty("activeDeadlineSeconds", 1);
        JsonObject patch = patchOf(pod);
        patch.add("spec", spec);
        owner.ifPresent(o -> patch.getAsJsonObject("metadata")
                .add("ownerReferences", JSON.getGson().toJsonTree(List.of(o))));
        return patch;
    }

    /** Returns a patch that changes nothing yet, and fails where another pod has the name. */
    static JsonObject patchOf(PodObservation pod) {
        var metadata = new JsonObject();
        metadata.addProperty("uid", pod.uid());
        var patch = new JsonObject();
        patch.add("metadata", metadata);
        return patch;
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
                wait.await(patience);
            }
        }
    }

    private static boolean told(V1Pod pod) {
        return !(PodObservations.of(pod).process() instanceof ProcessState.Waiting);
    }
}
