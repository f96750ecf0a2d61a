package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskPod;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.client.ObjectCopy;
import io.d2k.k8s.manifest.NodeBinding;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetUpdateStrategy;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;
import java.util.Optional;

/**
 * Has what made the pods of an earlier form of a service's tasks give some of them up, while no pods of the present form
 * can be made. Its template stays, so that the other pods stay what they are.
 */
final class WorkloadRetreat {
    /** By which Kubernetes 1.22 and newer chooses the pods that a smaller Deployment loses. */
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1DaemonSet> daemonSets;
    private final CachedResource<V1Pod> pods;

    WorkloadRetreat(
            CachedResource<V1Deployment> deployments,
            CachedResource<V1DaemonSet> daemonSets,
            CachedResource<V1Pod> pods) {
        this.deployments = deployments;
        this.daemonSets = daemonSets;
        this.pods = pods;
    }

    /**
     * Ends pods of a service's Deployment or DaemonSet for good.
     *
     * @param left how many pods a Deployment keeps
     */
    void retire(ServiceRecord record, List<TaskPod> leaving, int left) {
        own(deployments, record).ifPresent(d -> shrink(d, leaving, left));
        if (!leaving.isEmpty()) {
            own(daemonSets, record).ifPresent(d -> leave(d, leaving));
        }
    }

    private static <T extends KubernetesObject> Optional<T> own(CachedResource<T> resource, ServiceRecord record) {
        return resource.get(record.objectName())
                .filter(o -> ServiceObjectsWriter.belongsAsWorkload(o.getMetadata(), record.id()));
    }

    private void shrink(V1Deployment deployment, List<TaskPod> leaving, int left) {
        Integer replicas = deployment.getSpec().getReplicas();
        if (replicas != null && replicas <= left) {
            return;
        }
        leaving.forEach(this::giveUp);
        var spec = new JsonObject();
        spec.addProperty("replicas", left);
        var patch = new JsonObject();
        patch.add("spec", spec);
        deployments.patch(deployment.getMetadata().getName(), patch);
    }

    private void giveUp(TaskPod pod) {
        var annotations = new JsonObject();
        annotations.addProperty(COST, "-1");
        var metadata = new JsonObject();
        metadata.addProperty("uid", pod.pod().uid());
        metadata.add("annotations", annotations);
        var patch = new JsonObject();
        patch.add("metadata", metadata);
        try {
            pods.patch(pod.pod().name(), patch);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** A DaemonSet loses the pods of nodes that its template excludes, and replaces the others only when they are deleted. */
    private void leave(V1DaemonSet daemonSet, List<TaskPod> leaving) {
        V1DaemonSet smaller = ObjectCopy.of(daemonSet, V1DaemonSet.class);
        V1PodSpec pod = smaller.getSpec().getTemplate().getSpec();
        leaving.forEach(p -> NodeBinding.exclude(pod, p.node()));
        smaller.getSpec().updateStrategy(new V1DaemonSetUpdateStrategy().type("OnDelete"));
        if (!smaller.getSpec().equals(daemonSet.getSpec())) {
            daemonSets.replace(smaller);
        }
    }
}
