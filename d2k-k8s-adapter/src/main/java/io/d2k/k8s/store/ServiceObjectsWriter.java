package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.ServiceObjects;
import io.d2k.k8s.manifest.ServiceWorkloads;
import io.d2k.k8s.manifest.TaskTemplates;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what a service needs beside its record: what makes its pods, pods themselves, and Services for its ports. */
public final class ServiceObjectsWriter {
    /** The label that {@code docker stack deploy} gives to services. */
    private static final String STACK = "com.docker.stack.namespace";

    private static final System.Logger LOG = System.getLogger(ServiceObjectsWriter.class.getName());

    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1DaemonSet> daemonSets;
    private final CachedResource<V1Pod> pods;
    private final CachedResource<V1Service> services;
    private final NameDomains domains;
    private final KubernetesBounds bounds;
    private final WorkloadRetreat retreat;

    /** Makes a writer on the caches. */
    public ServiceObjectsWriter(
            CachedResource<V1Deployment> deployments,
            CachedResource<V1DaemonSet> daemonSets,
            CachedResource<V1Pod> pods,
            CachedResource<V1Service> services,
            NameDomains domains,
            KubernetesBounds bounds) {
        this.deployments = deployments;
        this.daemonSets = daemonSets;
        this.pods = pods;
        this.services = services;
        this.domains = domains;
        this.bounds = bounds;
        this.retreat = new WorkloadRetreat(deployments, daemonSets, pods);
    }

    void apply(ServiceRecord record, TaskPlan plan, V1OwnerReference owner) {
        V1PodTemplateSpec template = template(record, plan);
        V1ObjectMeta metadata = metadata(record, Keys.KIND_WORKLOAD, record.objectName(), owner);
        metadata.getAnnotations().put(Keys.VERSION, Long.toString(record.version()));
        if (plan.rollout().lost() > 0) {
            metadata.getAnnotations()
                    .put(Keys.LOST, Integer.toString(plan.rollout().lost()));
        }
        switch (plan.type()) {
            case DEPLOYMENT ->
                write(record, deployments, ServiceWorkloads.deployment(metadata, record.id(), plan, template));
            case DAEMON_SET ->
                write(record, daemonSets, ServiceWorkloads.daemonSet(metadata, record.id(), plan, template));
            case PODS -> {}
        }
        if (plan.type() != WorkloadType.DEPLOYMENT) {
            delete(deployments, record);
        }
        if (plan.type() != WorkloadType.DAEMON_SET) {
            delete(daemonSets, record);
        }
        if (plan.type() != WorkloadType.PODS) {
            deleteOwn(record);
        }
    }

    /** Deletes the pods that d2k made itself while the service was another one: nothing else of Kubernetes' minds them. */
    private void deleteOwn(ServiceRecord record) {
        pods.all().stream()
                .filter(p -> belongs(p.getMetadata(), Keys.KIND_TASK, record.id()))
                .filter(p -> Keys.label(p.getMetadata(), Keys.SLOT).isPresent())
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .forEach(p -> pods.delete(p, OptionalLong.empty()));
    }

    private V1PodTemplateSpec template(ServiceRecord record, TaskPlan plan) {
        V1PodTemplateSpec template =
                domains.searched(record.id(), plan.pod().dns().names(), TaskTemplates.of(record.id(), plan));
        template.getMetadata().getLabels().putAll(group(record));
        bounds.apply(template.getSpec());
        return template;
    }

    private static <T extends KubernetesObject> void write(ServiceRecord record, CachedResource<T> resource, T object) {
        String name = object.getMetadata().getName();
        Contention.settle(
                () -> {
                    Optional<T> before = resource.get(name);
                    if (before.isEmpty()) {
                        return resource.create(object);
                    }
                    if (!belongs(before.get().getMetadata(), Keys.KIND_WORKLOAD, record.id())) {
                        throw EngineException.conflict(name + " is not the service's");
                    }
                    object.getMetadata()
                            .setResourceVersion(before.get().getMetadata().getResourceVersion());
                    return Contention.write(() -> resource.replace(object));
                },
                () -> resource.refresh(name));
    }

    void retire(ServiceRecord record, List<TaskPod> leaving, int left) {
        retreat.retire(record, leaving, left);
    }

    void launch(ServiceRecord record, TaskPlan plan, Place place, int attempt, String taskId, V1OwnerReference owner) {
        String where = place.slot() > 0
                ? Integer.toString(place.slot())
                : Names.digest(place.node()).substring(0, 8);
        String name = Names.task(record.objectName(), record.id(), where, plan.revision(), attempt);
        V1ObjectMeta metadata = new V1ObjectMeta().name(name).addOwnerReferencesItem(owner);
        V1PodTemplateSpec template = template(record, plan);
        template.getMetadata().getAnnotations().put(Keys.TASK, taskId);
        pods.create(ServiceWorkloads.pod(metadata, template, place.slot(), place.node(), attempt));
    }

    void publish(ServiceRecord record, List<Publication> publications, V1OwnerReference owner) {
        Set<String> wanted = publications.stream()
                .map(p -> Names.published(record.objectName(), record.id(), p.part()))
                .collect(Collectors.toSet());
        for (Publication publication : publications) {
            String name = Names.published(record.objectName(), record.id(), publication.part());
            V1ObjectMeta metadata = metadata(record, Keys.KIND_SERVICE_PORTS, name, owner);
            V1Service service = ServiceObjects.publishedService(metadata, record.id(), publication, true);
            Optional<V1Service> before =
                    services.get(name).filter(s -> belongs(s.getMetadata(), Keys.KIND_SERVICE_PORTS, record.id()));
            if (before.isEmpty()) {
                services.create(service);
            } else if (!same(before.get(), service)) {
                // made anew: a change would have to carry over what Kubernetes has filled in meanwhile
                services.delete(before.get(), OptionalLong.empty());
                services.create(service);
            }
        }
        services.all().stream()
                .filter(s -> belongs(s.getMetadata(), Keys.KIND_SERVICE_PORTS, record.id()))
                .filter(s -> !wanted.contains(s.getMetadata().getName()))
                .forEach(s -> services.delete(s, OptionalLong.empty()));
    }

    private static boolean same(V1Service now, V1Service wanted) {
        return now.getSpec().getType().equals(wanted.getSpec().getType())
                && ports(now).equals(ports(wanted));
    }

    private static Set<String> ports(V1Service service) {
        return service.getSpec().getPorts().stream()
                .map(p ->
                        p.getProtocol() + p.getPort() + ">" + p.getTargetPort().getIntValue())
                .collect(Collectors.toSet());
    }

    void remove(ServiceRecord record) {
        tolerating(() -> delete(deployments, record));
        tolerating(() -> delete(daemonSets, record));
        tolerating(() -> services.all().stream()
                .filter(s -> belongs(s.getMetadata(), Keys.KIND_SERVICE_PORTS, record.id()))
                .forEach(s -> services.delete(s, OptionalLong.empty())));
        tolerating(() -> pods.all().stream()
                .filter(p -> belongs(p.getMetadata(), Keys.KIND_TASK, record.id()))
                .forEach(p -> pods.delete(p, OptionalLong.empty())));
    }

    private static <T extends KubernetesObject> void delete(CachedResource<T> resource, ServiceRecord record) {
        resource.get(record.objectName())
                .filter(o -> belongs(o.getMetadata(), Keys.KIND_WORKLOAD, record.id()))
                .ifPresent(o -> resource.delete(o, OptionalLong.empty()));
    }

    private static void tolerating(Runnable task) {
        try {
            task.run();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                LOG.log(System.Logger.Level.WARNING, "left to Kubernetes'' garbage collection: {0}", e.getMessage());
            }
        }
    }

    /** Returns the labels by which an operator finds what belongs together. */
    private static Map<String, String> group(ServiceRecord record) {
        Map<String, String> labels = new TreeMap<>(Map.of(Keys.SERVICE, Names.label(record.name())));
        Optional.ofNullable(record.spec().labels().get(STACK)).ifPresent(s -> labels.put(Keys.STACK, Names.label(s)));
        return labels;
    }

    private static V1ObjectMeta metadata(ServiceRecord record, String kind, String name, V1OwnerReference owner) {
        Map<String, String> labels = group(record);
        labels.putAll(Map.of(
                Keys.MANAGED_BY,
                Keys.D2K,
                Keys.KIND,
                kind,
                Keys.ID,
                Keys.idLabel(record.id()),
                Keys.NAME,
                Names.label(record.name())));
        return new V1ObjectMeta()
                .name(name)
                .labels(labels)
                .annotations(new TreeMap<>(Map.of(Keys.ID, record.id(), Keys.NAME, record.name())))
                .addOwnerReferencesItem(owner);
    }

    static boolean belongsAsWorkload(V1ObjectMeta metadata, String id) {
        return belongs(metadata, Keys.KIND_WORKLOAD, id);
    }

    private static boolean belongs(V1ObjectMeta metadata, String kind, String id) {
        return Keys.is(metadata, kind) && Keys.annotation(metadata, Keys.ID).equals(Optional.of(id));
    }
}
