package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Services: a config map is the record, which owns all else. Its ID follows from the record's UID, so that it stays the
 * same though what makes the pods may be replaced by something of another kind.
 */
public final class KubernetesServices implements ServiceStore {
    private final CachedResource<V1ConfigMap> configMaps;
    private final CachedResource<V1Pod> pods;
    private final PodEnding ending;
    private final ServiceIndex index;
    private final ServiceObjectsWriter writer;
    private final KubernetesContainerNames names;
    private final Readiness readiness;

    /** Makes the store; the index is fed by the same caches. */
    public KubernetesServices(
            CachedResource<V1ConfigMap> configMaps,
            CachedResource<V1Pod> pods,
            PodWaits waits,
            ServiceIndex index,
            ServiceObjectsWriter writer,
            KubernetesContainerNames names,
            Readiness readiness) {
        this.configMaps = configMaps;
        this.pods = pods;
        this.ending = new PodEnding(pods, waits);
        this.index = index;
        this.writer = writer;
        this.names = names;
        this.readiness = readiness;
    }

    @Override
    public List<ObservedService> list() {
        readiness.require();
        return index.all();
    }

    @Override
    public List<ObservedService> leaving() {
        readiness.require();
        return index.leaving();
    }

    @Override
    public Optional<ObservedService> find(String id) {
        readiness.require();
        return index.find(id);
    }

    @Override
    public ServiceRecord create(ServiceRecord draft) {
        readiness.require();
        var metadata = new V1ObjectMeta()
                .name(Names.serviceRecord(draft.objectName()))
                .labels(new TreeMap<>(Map.of(
                        Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_SERVICE, Keys.NAME, Names.label(draft.name()))))
                .annotations(new TreeMap<>(Map.of(Keys.NAME, draft.name(), Keys.ORIGIN, SwarmId.random())));
        V1ConfigMap made = configMaps.create(map(metadata, draft, List.of()));
        return ServiceData.read(made, index.documents());
    }

    @Override
    public ServiceRecord update(String id, UnaryOperator<ServiceRecord> change) {
        return write(id, (record, tasks) -> new Content(change.apply(record), tasks));
    }

    @Override
    public void note(String id, List<Task> tasks) {
        write(id, (record, old) -> new Content(record.withForms(formsOf(record, tasks)), tasks));
    }

    /** Revisions that no task tells of any more are dropped. */
    private static Map<Integer, TaskRevision> formsOf(ServiceRecord record, List<Task> tasks) {
        Map<Integer, TaskRevision> kept = new TreeMap<>(record.forms());
        kept.keySet()
                .removeIf(revision ->
                        revision != record.revision() && tasks.stream().noneMatch(t -> t.revision() == revision));
        return kept;
    }

    private record Content(ServiceRecord record, List<Task> tasks) {}

    private ServiceRecord write(String id, BiFunction<ServiceRecord, List<Task>, Content> change) {
        readiness.require();
        ObservedService known = index.find(id).orElseThrow(() -> gone(id));
        String name = Names.serviceRecord(known.record().objectName());
        return Contention.settle(
                () -> {
                    V1ConfigMap map = configMaps
                            .get(name)
                            .filter(m -> SwarmMetas.id(m.getMetadata()).equals(id))
                            .orElseThrow(() -> gone(id));
                    ServiceRecord before = ServiceData.read(map, index.documents());
                    Content after = change.apply(before, ServiceData.tasks(map));
                    V1ConfigMap wanted = map(map.getMetadata(), after.record(), after.tasks());
                    if (wanted.getData().equals(map.getData())) {
                        return before;
                    }
                    return ServiceData.read(Contention.write(() -> replace(id, wanted)), index.documents());
                },
                () -> configMaps.refresh(name));
    }

    private V1ConfigMap replace(String id, V1ConfigMap wanted) {
        try {
            return configMaps.replace(wanted);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                configMaps.refresh(wanted.getMetadata().getName());
                throw gone(id);
            }
            throw e;
        }
    }

    private static V1ConfigMap map(V1ObjectMeta metadata, ServiceRecord record, List<Task> tasks) {
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(metadata)
                .data(ServiceData.write(record, tasks));
    }

    private static EngineException gone(String id) {
        return EngineException.notFound("service " + id + " not found");
    }

    /** Returns the reference to a service's record, which takes all that belongs to it away with it. */
    private V1OwnerReference owner(ServiceRecord record, boolean controller) {
        return configMaps
                .get(Names.serviceRecord(record.objectName()))
                .map(V1ConfigMap::getMetadata)
                .filter(m -> SwarmMetas.id(m).equals(record.id()))
                .map(m -> ContainerObjects.owner("v1", "ConfigMap", m, controller))
                .orElseThrow(() -> gone(record.id()));
    }

    /**
     * Returns the reference to the record of a task's service.
     *
     * @param task the task's container
     * @throws EngineException of kind {@code NOT_FOUND} when the service has gone
     */
    public V1OwnerReference ownerOf(ContainerRecord task) {
        String id = task.spec().labels().getOrDefault("com.docker.swarm.service.id", "");
        return owner(index.find(id).orElseThrow(() -> gone(id)).record(), false);
    }

    @Override
    public void apply(ServiceRecord record, TaskPlan plan) {
        readiness.require();
        writer.apply(record, plan, owner(record, true));
    }

    @Override
    public void launch(ServiceRecord record, TaskPlan plan, Place place, int attempt, String taskId) {
        readiness.require();
        writer.launch(record, plan, place, attempt, taskId, owner(record, true));
    }

    @Override
    public void retire(ServiceRecord record, List<TaskPod> leaving, int left) {
        readiness.require();
        writer.retire(record, leaving, left);
    }

    @Override
    public void stopPod(PodObservation pod) {
        readiness.require();
        ending.stop(pod);
    }

    @Override
    public void endPod(PodObservation pod, Duration grace) {
        readiness.require();
        ending.end(pod, grace);
    }

    @Override
    public void forgetPod(PodObservation pod) {
        readiness.require();
        ending.forget(pod);
    }

    @Override
    public void killPod(PodObservation pod, Duration grace) {
        endMarked(pod, Keys.BY_HAND, grace.isZero() ? "kill" : "stop", grace);
    }

    @Override
    public void rejectPod(PodObservation pod, Duration grace) {
        endMarked(pod, Keys.REJECTED, "constraints", grace);
    }

    private void endMarked(PodObservation pod, String key, String value, Duration grace) {
        readiness.require();
        pods.get(pod.name())
                .filter(known -> pod.uid().equals(known.getMetadata().getUid()))
                .ifPresent(known -> {
                    var annotations = new JsonObject();
                    annotations.addProperty(key, value);
                    JsonObject patch = PodEnding.patchOf(pod);
                    patch.getAsJsonObject("metadata").add("annotations", annotations);
                    try {
                        pods.patch(pod.name(), patch);
                    } catch (EngineException e) {
                        if (e.kind() != ErrorKind.NOT_FOUND) {
                            throw e;
                        }
                    }
                    endPod(pod, grace);
                });
    }

    @Override
    public void publish(ServiceRecord record, List<Publication> publications) {
        readiness.require();
        writer.publish(record, publications, owner(record, false));
    }

    @Override
    public void publishNames(ServiceRecord record, Map<String, Set<String>> byName) {
        readiness.require();
        try {
            names.publish(record.id(), record.name(), () -> owner(record, false), byName);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) { // the service goes, and its names with it
                throw e;
            }
        }
    }

    @Override
    public void remove(ServiceRecord record) {
        readiness.require();
        configMaps
                .get(Names.serviceRecord(record.objectName()))
                .filter(m -> SwarmMetas.id(m.getMetadata()).equals(record.id()))
                .ifPresent(m -> configMaps.delete(m, OptionalLong.empty()));
        writer.remove(record);
    }

    @Override
    public Subscription subscribe(Listener listener) {
        return index.subscribe(listener);
    }
}
