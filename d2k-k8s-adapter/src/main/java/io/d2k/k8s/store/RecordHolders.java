package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.ContainerObjects;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;

/** The objects that hold records of containers; what belongs to a container goes with that of its record. */
public final class RecordHolders {
    private final RecordObjects<V1PodTemplate> podTemplates;
    private final RecordObjects<V1Deployment> deployments;

    /**
     * Makes one on the caches of records.
     *
     * @param index reads them
     */
    public RecordHolders(
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            ContainerIndex index) {
        this.podTemplates = RecordObjects.podTemplates(podTemplates, index.records()::read);
        this.deployments = RecordObjects.deployments(deployments, index.records()::read);
    }

    /** Returns those of what runs once. */
    RecordObjects<V1PodTemplate> podTemplates() {
        return podTemplates;
    }

    /** Returns those of what is kept running. */
    RecordObjects<V1Deployment> deployments() {
        return deployments;
    }

    /** Returns those among which a container's record is. */
    RecordObjects<?> of(ContainerRecord record) {
        return switch (record.kind()) {
            case RUN_ONCE -> podTemplates;
            case DEPLOYMENT -> deployments;
        };
    }

    /**
     * Returns the reference to a container's record.
     *
     * @throws EngineException of kind {@code NOT_FOUND} when it has gone
     */
    public V1OwnerReference owner(ContainerRecord record) {
        var metadata = of(record).held(record).getMetadata();
        return switch (record.kind()) {
            case RUN_ONCE -> ContainerObjects.owner("v1", "PodTemplate", metadata, false);
            case DEPLOYMENT -> ContainerObjects.owner("apps/v1", "Deployment", metadata, false);
        };
    }

    /**
     * Returns what the container's pods are made from; it is shared and not to be changed.
     *
     * @throws EngineException of kind {@code NOT_FOUND} when the record has gone
     */
    V1PodTemplateSpec template(ContainerRecord record) {
        return of(record).template(record);
    }
}
