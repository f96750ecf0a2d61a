package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.Retries;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Removes a container with all that belongs to it. The record goes first, so that nothing makes new pods; what is left
 * after a failure is owned by it, and Kubernetes removes it by itself.
 */
public final class ContainerRemoval {
    private static final System.Logger LOG = System.getLogger(ContainerRemoval.class.getName());

    private final CachedResource<V1PodTemplate> podTemplates;
    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1Pod> pods;
    private final CachedResource<V1ConfigMap> configMaps;
    private final Resource<V1ReplicaSet> replicaSets;

    /** Makes one on these caches. */
    public ContainerRemoval(
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            CachedResource<V1Pod> pods,
            CachedResource<V1ConfigMap> configMaps,
            Resource<V1ReplicaSet> replicaSets) {
        this.podTemplates = podTemplates;
        this.deployments = deployments;
        this.pods = pods;
        this.configMaps = configMaps;
        this.replicaSets = replicaSets;
    }

    void remove(ContainerRecord record) {
        switch (record.kind()) {
            case RUN_ONCE -> delete(podTemplates, record.objectName(), Keys.KIND_CONTAINER, record.id());
            case DEPLOYMENT -> delete(deployments, record.objectName(), Keys.KIND_CONTAINER, record.id());
        }
        List<Runnable> rest = new ArrayList<>();
        rest.add(() -> delete(
                configMaps, Names.logArchive(record.objectName(), record.id()), Keys.KIND_LOG_ARCHIVE, record.id()));
        rest.add(() -> delete(
                configMaps, Names.startFiles(record.objectName(), record.id()), Keys.KIND_START_FILES, record.id()));
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            tolerating(() -> deleteReplicaSets(record, "Background")); // before its pods, which it would replace
        }
        pods.all().stream()
                .filter(pod -> belongs(pod.getMetadata(), Keys.KIND_POD, record.id())
                        || belongs(pod.getMetadata(), Keys.KIND_FILE_VIEW, record.id()))
                .forEach(pod -> rest.add(() -> pods.delete(pod, OptionalLong.of(0))));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rest.forEach(task -> threads.execute(() -> tolerating(task)));
        }
    }

    /**
     * Takes the pods of a Deployment that was scaled to nothing away from their ReplicaSets, which would end them with the
     * grace of their spec, or replace one that is ended with another.
     */
    void releasePods(ContainerRecord record) {
        tolerating(() -> deleteReplicaSets(record, "Orphan"));
    }

    private <T extends KubernetesObject> void delete(CachedResource<T> resource, String name, String kind, String id) {
        Optional<T> known = resource.get(name).filter(object -> belongs(object.getMetadata(), kind, id));
        known.ifPresent(object -> resource.delete(object, OptionalLong.empty()));
    }

    private void deleteReplicaSets(ContainerRecord record, String propagation) {
        String selector = Keys.OWNED + "," + Keys.ID + "=" + Keys.idLabel(record.id());
        Retries.call("delete the ReplicaSets of " + record.objectName(), again -> {
            replicaSets.deleteAll(selector, new V1DeleteOptions().propagationPolicy(propagation));
            return record;
        });
    }

    private static boolean belongs(V1ObjectMeta metadata, String kind, String id) {
        return Keys.is(metadata, kind) && Keys.annotation(metadata, Keys.ID).equals(Optional.of(id));
    }

    private static void tolerating(Runnable task) {
        try {
            task.run();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "left to Kubernetes' garbage collection: {0}", e.getMessage());
        }
    }
}
