package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ResizeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Containers as the cluster holds them. Reads come from memory and cost no request; a write is visible to the reads that
 * follow it. Every method throws {@link io.d2k.domain.error.EngineException} of kind {@code UNAVAILABLE} before the first
 * synchronisation and when the cluster cannot be reached.
 */
public interface ContainerStore {
    /** Returns all containers, in no order. */
    List<ObservedContainer> list();

    /** Returns the container with that full ID. */
    Optional<ObservedContainer> find(String id);

    /**
     * Writes the record of a container that does not run yet.
     *
     * @throws io.d2k.domain.error.EngineException of kind {@code CONFLICT} when the object name is taken
     */
    ObservedContainer create(ContainerPlan plan);

    /**
     * Changes the record; repeated with the newest state when somebody else changed it meanwhile. Writes nothing when the
     * change changes nothing. For a Deployment, {@link ContainerRecord#wanted()} is its number of replicas.
     *
     * @return the record as written
     * @throws io.d2k.domain.error.EngineException of kind {@code NOT_FOUND} when it has gone
     */
    ContainerRecord update(String id, UnaryOperator<ContainerRecord> change);

    /**
     * Replaces the plan of the pods of later starts; for a running Deployment it takes effect at its next start too.
     */
    void replan(String id, PodPlan pod);

    /** Replaces the limits and requests of later starts, as {@link #replan} does, and leaves the rest of the plan alone. */
    void resize(String id, PodPlan.Resources resources);

    /**
     * Makes the pods of later starts fill these mounts first, and no others, and resolve names and tell of links so;
     * nothing is written where they do already.
     */
    void prepare(String id, PodPlan.AtStart settings);

    /** Gives a pod that runs other limits and requests (Kubernetes 1.33 and newer); waits seconds for its node's word. */
    ResizeOutcome resizePod(PodObservation pod, PodPlan.Resources resources);

    /**
     * Asks for a start of a {@code DEPLOYMENT}: it is meant to run, and no end is asked for.
     *
     * @param run number of the start, from 1
     * @param earlier the UIDs of pods of earlier starts; whatever other pod there is counts as one of this start
     * @param entry what the first pod of this start runs in place of the container's command; one that replaces it does not
     */
    void start(String id, int run, Set<String> earlier, Optional<Entry> entry);

    /**
     * Takes what runs of a {@code DEPLOYMENT} away from what would replace it or take it away, until the next start. Does nothing
     * to a {@code RUN_ONCE}.
     */
    void release(String id);

    /**
     * Makes the pod of one run of a {@code RUN_ONCE} container. Does nothing when that pod exists already.
     *
     * @param run number of the start, from 1
     * @param restart number of the automatic restart within it, from 0
     * @param entry what is run in place of the container's command; the pod is one with a {@link PodObservation.Gate}
     */
    void launch(ContainerRecord record, int run, int restart, Optional<Entry> entry);

    /**
     * Takes down that the process of a pod with a gate has begun, which the node need not have told yet: from now on, and
     * for this d2k, it is seen as one that runs. Absent pods are fine.
     */
    void begun(PodObservation pod);

    /**
     * Asks for the end of a pod's process, by TERM and after the time that the pod gives by KILL, and keeps the pod with its exit
     * code, log and files. One that was asked before is fine.
     *
     * @param atMost how long that may be
     * @return false where the pod gives its process longer, or has gone, or the cluster does not allow it
     */
    boolean stopPod(PodObservation pod, Duration atMost);

    /** Asks for the end of a pod: TERM, and KILL after the grace period (at least a second). Absent pods are fine. */
    void endPod(PodObservation pod, Duration grace);

    /** Deletes the record with all that belongs to it; pods that still run get no grace. Absent ones are fine. */
    void remove(ContainerRecord record);

    /**
     * Calls the listener after each change of a container, in order, on one thread at a time. The listener must not
     * block.
     */
    Subscription subscribe(Listener listener);

    /** Told of changes. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called after the cache has changed.
         *
         * @param id the container's ID
         * @param now its new state, nothing when it has gone
         */
        void changed(String id, Optional<ObservedContainer> now);
    }
}
