package io.d2k.domain.service;

import java.util.Map;

/**
 * What a service is asked to be.
 *
 * @param name Docker's name, unique; empty for a made-up one
 * @param labels the service's own labels
 * @param mode how many tasks
 * @param task what each task is
 * @param update how tasks are replaced
 * @param rollback how tasks are replaced on the way back
 * @param endpoint how it is reached
 * @param document the request as received (JSON text), in the engine's form; opaque to the domain
 */
public record ServiceSpec(
        String name,
        Map<String, String> labels,
        ServiceMode mode,
        TaskSpec task,
        UpdateConfig update,
        UpdateConfig rollback,
        EndpointSpec endpoint,
        String document) {
    /** Copies the map. */
    public ServiceSpec {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
    }

    /** Returns what makes the pods of its tasks. */
    public WorkloadType workload() {
        boolean global = mode.global();
        boolean counted = !global && task.placement().maxReplicas() > 1;
        if (counted || mode.job() || !task.restart().keptByKubernetes() || TaskFacts.differ(this)) {
            return WorkloadType.PODS;
        }
        return global ? WorkloadType.DAEMON_SET : WorkloadType.DEPLOYMENT;
    }

    /** Returns this with another name. */
    public ServiceSpec withName(String newName) {
        return new ServiceSpec(newName, labels, mode, task, update, rollback, endpoint, document);
    }
}
