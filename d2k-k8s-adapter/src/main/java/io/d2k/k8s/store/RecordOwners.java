package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.ContainerObjects;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;

/** Makes what belongs to a container go with its record. */
public final class RecordOwners {
    private final CachedResource<V1PodTemplate> podTemplates;
    private final CachedResource<V1Deployment> deployments;

    /** Makes one on the caches of records. */
    public RecordOwners(CachedResource<V1PodTemplate> podTemplates, CachedResource<V1Deployment> deployments) {
        this.podTemplates = podTemplates;
        this.deployments = deployments;
    }

    /**
     * Returns the reference to a container's record.
     *
     * @throws EngineException of kind {@code NOT_FOUND} when it has gone
     */
    public V1OwnerReference of(ContainerRecord record) {
        return switch (record.kind()) {
            case RUN_ONCE ->
                ContainerObjects.owner(
                        "v1",
                        "PodTemplate",
                        RecordObjects.held(podTemplates, record).getMetadata(),
                        false);
            case DEPLOYMENT ->
                ContainerObjects.owner(
                        "apps/v1",
                        "Deployment",
                        RecordObjects.held(deployments, record).getMetadata(),
                        false);
        };
    }

    /**
     * Returns what the container's pods are made from; it is shared and not to be changed.
     *
     * @throws EngineException of kind {@code NOT_FOUND} when the record has gone
     */
    V1PodTemplateSpec template(ContainerRecord record) {
        return switch (record.kind()) {
            case RUN_ONCE -> RecordObjects.held(podTemplates, record).getTemplate();
            case DEPLOYMENT -> RecordObjects.held(deployments, record).getSpec().getTemplate();
        };
    }
}
