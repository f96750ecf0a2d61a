package io.d2k.k8s.store;

import io.d2k.domain.container.Entry;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.Retries;
import io.d2k.k8s.manifest.ContainerObjects;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * First pods of starts of Deployments that begin otherwise than their template says. A ReplicaSet adopts a pod that its selector
 * selects (ReplicaSet, "Non-Template Pod acquisitions"), and makes another by the template when that goes; a Deployment takes a
 * ReplicaSet of its template for its own. The Deployment is paused, so that its controller has made none itself.
 *
 * <p>Each controller learns of each kind in its own time. One that knew the ReplicaSet before the pod would make a pod of its
 * own, and one that still believed that the Deployment has no replicas would take the pod away with all that it was to begin
 * with. So the ReplicaSet comes when they have taken notice of both.
 */
public final class FirstPods {
    /** Without an own word of the controllers, the ReplicaSet comes all the same: nothing else would keep the pod. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1Pod> pods;
    private final Resource<V1ReplicaSet> replicaSets;
    private final DeploymentWaits deploymentWaits;
    private final PodWaits podWaits;

    /**
     * Makes one.
     *
     * @param deploymentWaits told of what happens to the Deployments
     * @param podWaits told of what happens to the pods
     */
    public FirstPods(
            CachedResource<V1Deployment> deployments,
            CachedResource<V1Pod> pods,
            Resource<V1ReplicaSet> replicaSets,
            DeploymentWaits deploymentWaits,
            PodWaits podWaits) {
        this.deployments = deployments;
        this.pods = pods;
        this.replicaSets = replicaSets;
        this.deploymentWaits = deploymentWaits;
        this.podWaits = podWaits;
    }

    /** Makes one, and then what keeps it; leaves none behind where that is refused. */
    void make(V1Deployment deployment, String id, int run, Entry entry) {
        V1Pod made = pods.create(ContainerObjects.entered(ContainerObjects.first(deployment, id, run), entry));
        try {
            awaitPlaced(made.getMetadata().getName());
            deploymentWaits.awaitSeen(deployments, deployment, PATIENCE);
            keep(ContainerObjects.replicaSet(deployment, id, run));
        } catch (EngineException e) {
            pods.delete(made, OptionalLong.of(0));
            throw e;
        }
    }

    /** No controller says that it has seen a pod; that the scheduler has done its part tells that they have been told, too. */
    private void awaitPlaced(String name) {
        try (PodWaits.Wait wait = podWaits.begin(name, FirstPods::placed)) {
            if (pods.get(name).filter(p -> !placed(p)).isPresent()) {
                wait.await(PATIENCE);
            }
        }
    }

    private static boolean placed(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(V1PodStatus::getConditions).stream()
                .flatMap(c -> c.stream())
                .anyMatch(c -> "PodScheduled".equals(c.getType()));
    }

    private void keep(V1ReplicaSet keeper) {
        try {
            Retries.call("create ReplicaSet " + keeper.getMetadata().getName(), again -> replicaSets.create(keeper));
        } catch (EngineException e) {
            // the name is this start's: an attempt whose answer was lost has made it
            if (e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
        }
    }
}
