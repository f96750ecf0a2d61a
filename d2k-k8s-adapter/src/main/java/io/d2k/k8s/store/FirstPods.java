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
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import java.util.OptionalLong;

/**
 * First pods of starts of Deployments that begin otherwise than their template says. A ReplicaSet adopts a pod that its selector
 * selects (ReplicaSet, "Non-Template Pod acquisitions"), and makes another by the template when that goes; a Deployment takes a
 * ReplicaSet of its template for its own. The Deployment is paused, so that its controller has made none itself.
 */
final class FirstPods {
    private final CachedResource<V1Pod> pods;
    private final Resource<V1ReplicaSet> replicaSets;

    FirstPods(CachedResource<V1Pod> pods, Resource<V1ReplicaSet> replicaSets) {
        this.pods = pods;
        this.replicaSets = replicaSets;
    }

    /** Makes one, and then what keeps it; leaves none behind where that is refused. */
    void make(V1Deployment deployment, String id, int run, Entry entry) {
        V1Pod made = pods.create(ContainerObjects.entered(ContainerObjects.first(deployment, id, run), entry));
        try {
            keep(ContainerObjects.replicaSet(deployment, id, run));
        } catch (EngineException e) {
            pods.delete(made, OptionalLong.of(0));
            throw e;
        }
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
