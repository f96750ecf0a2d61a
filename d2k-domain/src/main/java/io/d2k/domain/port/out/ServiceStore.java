package io.d2k.domain.port.out;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Services as the cluster holds them: a record, which is what is wanted, and what makes the pods. Reads come from memory
 * and cost no request; a write is visible to the reads that follow it.
 */
public interface ServiceStore {
    /** Returns all services, in no order. */
    List<ObservedService> list();

    /**
     * Returns the services that were removed and have pods that have not ended yet, in no order. They are known for as
     * long as who removed them is looked on: a program that starts later does not know what these pods were for.
     */
    List<ObservedService> leaving();

    /** Returns the service with that full ID. */
    Optional<ObservedService> find(String id);

    /**
     * Writes the record of a new service.
     *
     * @param draft the record without an ID
     * @return the record with its ID
     * @throws io.d2k.domain.error.EngineException of kind {@code CONFLICT} when the object name is taken
     */
    ServiceRecord create(ServiceRecord draft);

    /**
     * Changes the record; repeated with the newest state when somebody else changed it meanwhile. Writes nothing when the
     * change changes nothing.
     *
     * @return the record as written
     * @throws io.d2k.domain.error.EngineException of kind {@code NOT_FOUND} when it has gone
     */
    ServiceRecord update(String id, UnaryOperator<ServiceRecord> change);

    /** Writes the tasks down that are told of. */
    void note(String id, List<Task> tasks);

    /**
     * Makes, changes and removes what makes the pods, so that it is as planned. Where d2k makes the pods itself, only what
     * Kubernetes would make is removed.
     */
    void apply(ServiceRecord record, TaskPlan plan);

    /**
     * Ends pods of an earlier form, and has what made them make no others: there are none of the present form to take their
     * place. Costs no request when that is so already.
     *
     * @param left how many pods of it stay
     */
    void retire(ServiceRecord record, List<TaskPod> pods, int left);

    /**
     * Makes the pod of one task. Does nothing when that pod exists already.
     *
     * @param place the slot, or the name of the node where that takes its place
     * @param attempt counts the tasks of one place and revision, from 0
     * @param taskId the ID of the task
     */
    void launch(ServiceRecord record, TaskPlan plan, Place place, int attempt, String taskId);

    /**
     * Asks for the end of a pod's process (TERM, and KILL after the grace period of its plan), and keeps the pod with its
     * exit code and log. Absent pods, and those that were asked before, are fine.
     */
    void stopPod(PodObservation pod);

    /** Asks for the end of a pod: TERM, and KILL after the grace period (at least a second). Absent pods are fine. */
    void endPod(PodObservation pod, Duration grace);

    /** Takes away what is left of a pod whose node is lost: nobody will say that its process has ended. Absent pods are fine. */
    void forgetPod(PodObservation pod);

    /** Ends a pod likewise, and remembers in it that this was asked for by hand: by KILL where there is no grace. */
    void killPod(PodObservation pod, Duration grace);

    /** Ends a pod likewise, and remembers in it that its node no longer met the constraints. */
    void rejectPod(PodObservation pod, Duration grace);

    /** Publishes these ports, and no others. */
    void publish(ServiceRecord record, List<Publication> publications);

    /** Makes these the names that the tasks of a service resolve; costs no request when they are already. */
    void publishNames(ServiceRecord record, Map<String, Set<String>> names);

    /** Deletes a service with all that belongs to it. */
    void remove(ServiceRecord record);

    /** Tells the listener the service's ID after each change; it must not block. */
    Subscription subscribe(Listener listener);

    /**
     * Where a task stands.
     *
     * @param slot its number; 0 where the node takes its place
     * @param node the name of its node; empty where any will do
     */
    record Place(int slot, String node) {}

    /** Told of changes. */
    @FunctionalInterface
    interface Listener {
        /** Called after the cache has changed. */
        void changed(String id);
    }
}
