package io.d2k.k8s.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishedState;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.HostPorts;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Published ports as host ports of the container's own pods: no Service, one node. What is published is written down with
 * the container's record, and into the template of its pods before each of its starts.
 */
public final class KubernetesHostPorts implements PublishedPorts {
    private final CachedResource<V1PodTemplate> podTemplates;
    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1Pod> pods;
    private final ContainerStore containers;
    private final Readiness readiness;

    /** Makes the store. */
    public KubernetesHostPorts(
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            CachedResource<V1Pod> pods,
            ContainerStore containers,
            Readiness readiness) {
        this.podTemplates = podTemplates;
        this.deployments = deployments;
        this.pods = pods;
        this.containers = containers;
        this.readiness = readiness;
    }

    @Override
    public List<PublishedState> list() {
        readiness.require();
        return Stream.concat(
                        podTemplates.all().stream().map(V1PodTemplate::getMetadata),
                        deployments.all().stream().map(V1Deployment::getMetadata))
                .flatMap(m -> read(m).stream())
                .toList();
    }

    @Override
    public List<PublishedState> of(String containerId) {
        readiness.require();
        return containers.find(containerId).stream()
                .flatMap(c -> metadata(c.record()).stream())
                .filter(m -> belongs(m, containerId))
                .flatMap(m -> read(m).stream())
                .toList();
    }

    @Override
    public void publish(ContainerRecord record, Publication publication) {
        readiness.require();
        if (record.wanted() && record.run() == publication.run()) {
            throw EngineException.conflict("host ports of a container that runs are published at its next start");
        }
        change(record, HostPorts.write(publication), template -> Optional.of(HostPorts.apply(template, publication)));
    }

    @Override
    public void withdraw(PublishedState state) {
        readiness.require();
        containers
                .find(state.containerId())
                .filter(c -> !of(state.containerId()).isEmpty())
                .ifPresent(c -> forget(c.record()));
    }

    private void forget(ContainerRecord record) {
        try {
            change(record, "", template -> Optional.empty());
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) { // it went with the container
                throw e;
            }
        }
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return containers.subscribe((id, now) -> listener.accept(id));
    }

    private void change(
            ContainerRecord record, String text, Function<V1PodTemplateSpec, Optional<V1PodTemplateSpec>> template) {
        switch (record.kind()) {
            case RUN_ONCE ->
                change(podTemplates, record, object -> patch(object.getMetadata(), text, template(object, template)));
            case DEPLOYMENT ->
                change(
                        deployments,
                        record,
                        object -> patch(object.getMetadata(), text, spec(template(object, template))));
        }
    }

    private static <T extends KubernetesObject> void change(
            CachedResource<T> resource, ContainerRecord record, Function<T, JsonObject> patch) {
        Contention.settle(
                () -> {
                    T object = resource.get(record.objectName())
                            .filter(o -> belongs(o.getMetadata(), record.id()))
                            .orElseThrow(() -> EngineException.notFound("No such container: " + record.id()));
                    return Contention.write(() -> resource.patch(record.objectName(), patch.apply(object)));
                },
                () -> resource.refresh(record.objectName()));
    }

    private static JsonObject patch(V1ObjectMeta before, String text, JsonObject rest) {
        var annotations = new JsonObject();
        annotations.add(Keys.HOST_PORTS, text.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(text));
        var metadata = new JsonObject();
        metadata.addProperty("resourceVersion", before.getResourceVersion());
        metadata.add("annotations", annotations);
        rest.add("metadata", metadata);
        return rest;
    }

    private static JsonObject template(
            V1PodTemplate object, Function<V1PodTemplateSpec, Optional<V1PodTemplateSpec>> change) {
        return containers(object.getTemplate(), change);
    }

    private static JsonObject template(
            V1Deployment object, Function<V1PodTemplateSpec, Optional<V1PodTemplateSpec>> change) {
        return containers(object.getSpec().getTemplate(), change);
    }

    /** Returns the difference to the template; nothing where the ports are what they were, so that nothing rolls out. */
    private static JsonObject containers(
            V1PodTemplateSpec before, Function<V1PodTemplateSpec, Optional<V1PodTemplateSpec>> change) {
        var patch = new JsonObject();
        change.apply(before).filter(after -> !after.equals(before)).ifPresent(after -> {
            JsonElement list = JSON.getGson().toJsonTree(after.getSpec().getContainers());
            patch.add("template", in("spec", in("containers", list)));
        });
        return patch;
    }

    private static JsonObject spec(JsonObject patch) {
        return patch.isEmpty() ? patch : in("spec", patch);
    }

    private static JsonObject in(String name, JsonElement value) {
        var object = new JsonObject();
        object.add(name, value);
        return object;
    }

    private Optional<V1ObjectMeta> metadata(ContainerRecord record) {
        return record.kind() == WorkloadKind.RUN_ONCE
                ? podTemplates.get(record.objectName()).map(V1PodTemplate::getMetadata)
                : deployments.get(record.objectName()).map(V1Deployment::getMetadata);
    }

    private static boolean belongs(V1ObjectMeta metadata, String id) {
        return Keys.is(metadata, Keys.KIND_CONTAINER)
                && Keys.annotation(metadata, Keys.ID).equals(Optional.of(id));
    }

    private Optional<PublishedState> read(V1ObjectMeta metadata) {
        Optional<String> id = Keys.annotation(metadata, Keys.ID);
        return Keys.annotation(metadata, Keys.HOST_PORTS)
                .filter(text -> Keys.is(metadata, Keys.KIND_CONTAINER) && id.isPresent())
                .flatMap(HostPorts::read)
                .map(p -> new PublishedState(id.orElseThrow(), p, nodes(id.orElseThrow())));
    }

    /** Returns the address of the node that the container's pod is on. */
    private List<String> nodes(String id) {
        return containers.find(id).flatMap(io.d2k.domain.container.ObservedContainer::pod).stream()
                .flatMap(p -> pods.get(p.name()).stream())
                .map(V1Pod::getStatus)
                .filter(s ->
                        s != null && s.getHostIP() != null && !s.getHostIP().isEmpty())
                .map(s -> s.getHostIP())
                .toList();
    }
}
