package io.d2k.domain.container;

import io.d2k.domain.image.Healthcheck;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /containers/create} asked for, before it is joined with what the image says.
 *
 * @param image the reference, as sent
 * @param process what runs
 * @param labels the container's labels
 * @param healthcheck how health is checked, nothing to inherit the image's
 * @param networks networks, names and ports
 * @param storage mounts
 * @param resources limits
 * @param security permissions
 * @param logging where its output goes
 * @param restart when it is started again
 * @param autoRemove whether it is removed when it ends ({@code --rm})
 * @param otherSettings settings that have no part of their own here: field path such as
 *     {@code HostConfig.CpusetCpus} to the value as JSON text; only those that were set
 * @param document the request as received (JSON text), for a faithful inspect; opaque to the domain
 */
public record ContainerSpec(
        String image,
        ProcessSpec process,
        Map<String, String> labels,
        Optional<Healthcheck> healthcheck,
        NetworkSpec networks,
        StorageSpec storage,
        ResourceSpec resources,
        SecuritySpec security,
        LoggingSpec logging,
        RestartPolicy restart,
        boolean autoRemove,
        Map<String, String> otherSettings,
        String document) {
    /** Copies the maps. */
    public ContainerSpec {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        otherSettings = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(otherSettings));
    }

    /** Returns this with other labels. */
    public ContainerSpec withLabels(Map<String, String> newLabels) {
        return with(process, newLabels, storage, resources);
    }

    /** Returns this with another process and other mounts. */
    public ContainerSpec with(ProcessSpec newProcess, StorageSpec newStorage) {
        return with(newProcess, labels, newStorage, resources);
    }

    /** Returns this with other limits and reservations. */
    public ContainerSpec with(ResourceSpec newResources) {
        return with(process, labels, storage, newResources);
    }

    /** Returns this with other networks, names and ports. */
    public ContainerSpec with(NetworkSpec newNetworks) {
        return with(process, labels, newNetworks, storage, resources);
    }

    private ContainerSpec with(
            ProcessSpec newProcess, Map<String, String> newLabels, StorageSpec newStorage, ResourceSpec newResources) {
        return with(newProcess, newLabels, networks, newStorage, newResources);
    }

    private ContainerSpec with(
            ProcessSpec newProcess,
            Map<String, String> newLabels,
            NetworkSpec newNetworks,
            StorageSpec newStorage,
            ResourceSpec newResources) {
        return new ContainerSpec(
                image,
                newProcess,
                newLabels,
                healthcheck,
                newNetworks,
                newStorage,
                newResources,
                security,
                logging,
                restart,
                autoRemove,
                otherSettings,
                document);
    }
}
