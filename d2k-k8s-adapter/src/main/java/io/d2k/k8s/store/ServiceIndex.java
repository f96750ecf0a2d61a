package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NodeBinding;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Joins records, workloads and pods into services, by the service's ID. Changes come in under one lock, from the stores of
 * the kinds; reads take none and see only whole states.
 */
public final class ServiceIndex implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServiceIndex.class.getName());

    private final ServiceDocuments documents;
    private final ChangeFeed<String> feed = new ChangeFeed<>("service-changes");
    private final Map<String, Held> records = new HashMap<>();
    private final Map<String, Map<String, TaskPod>> pods = new HashMap<>();
    private final ProbeKills kills = new ProbeKills();
    private final ProbeReports probes = new ProbeReports();
    private final StartReports starts = new StartReports();
    /** UID of a pod to the ID of its service. */
    private final Map<String, String> owners = new HashMap<>();

    private final Map<String, Map<WorkloadType, Workload>> workloads = new HashMap<>();
    private final ConcurrentMap<String, ObservedService> views = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ObservedService> leaving = new ConcurrentHashMap<>();

    /** Makes an empty index. */
    public ServiceIndex(ServiceDocuments documents) {
        this.documents = documents;
    }

    private record Held(ServiceRecord record, List<Task> tasks) {}

    /** Returns what the store of config maps is to tell. */
    public ObjectStore.Listener<V1ConfigMap> configMaps() {
        return new RecordListener();
    }

    /** Returns what the store of pods is to tell. */
    public ObjectStore.Listener<V1Pod> pods() {
        return new PodListener();
    }

    /** Returns what the stores of reports on failed probes, on processes that are ended and on failed starts are to tell. */
    public ObjectStore.Listener<CoreV1Event> processEvents() {
        return new ReportListener();
    }

    /** Returns what the store of Deployments is to tell. */
    public ObjectStore.Listener<V1Deployment> deployments() {
        return new WorkloadListener<>(WorkloadType.DEPLOYMENT, WorkloadReadings::of);
    }

    /** Returns what the store of DaemonSets is to tell. */
    public ObjectStore.Listener<V1DaemonSet> daemonSets() {
        return new WorkloadListener<>(WorkloadType.DAEMON_SET, WorkloadReadings::of);
    }

    List<ObservedService> all() {
        return List.copyOf(views.values());
    }

    List<ObservedService> leaving() {
        return List.copyOf(leaving.values());
    }

    Optional<ObservedService> find(String id) {
        return Optional.ofNullable(views.get(id));
    }

    ServiceDocuments documents() {
        return documents;
    }

    Subscription subscribe(ServiceStore.Listener listener) {
        return feed.subscribe(listener::changed);
    }

    @Override
    public void close() {
        feed.close();
    }

    private static Optional<String> serviceId(V1ObjectMeta metadata, String kind) {
        return Keys.is(metadata, kind) ? Keys.annotation(metadata, Keys.ID) : Optional.empty();
    }

    private static HandEnding byHand(V1ObjectMeta metadata) {
        if (Keys.annotation(metadata, Keys.REJECTED).isPresent()) {
            return HandEnding.MISPLACED;
        }
        return switch (Keys.annotation(metadata, Keys.BY_HAND).orElse("")) {
            case "kill" -> HandEnding.KILL;
            case "stop" -> HandEnding.STOP;
            default -> HandEnding.NONE;
        };
    }

    private void refresh(String id) {
        Held held = records.get(id);
        Optional<ObservedService> before = find(id);
        if (held == null) {
            Optional.ofNullable(views.remove(id))
                    .or(() -> Optional.ofNullable(leaving.get(id)))
                    .ifPresent(this::leave);
            return;
        }
        var now = new ObservedService(
                held.record(),
                held.tasks(),
                List.copyOf(pods.getOrDefault(id, Map.of()).values()),
                WorkloadReadings.choose(
                        workloads.getOrDefault(id, Map.of()), held.record().workload()));
        if (!before.equals(Optional.of(now))) {
            views.put(id, now);
            feed.publish(id);
        }
    }

    /** A service that was removed is known until the last pod that it had has gone; what is made later was made in vain. */
    private void leave(ObservedService service) {
        String id = service.record().id();
        Set<String> had = service.pods().stream().map(p -> p.pod().uid()).collect(Collectors.toSet());
        List<TaskPod> left = pods.getOrDefault(id, Map.of()).values().stream()
                .filter(p -> had.contains(p.pod().uid()))
                .toList();
        if (left.isEmpty()) {
            leaving.remove(id);
        } else {
            leaving.put(id, service.beingRemoved(left));
        }
        feed.publish(id);
    }

    private final class RecordListener implements ObjectStore.Listener<V1ConfigMap> {
        @Override
        public void present(V1ConfigMap map) {
            if (!Keys.is(map.getMetadata(), Keys.KIND_SERVICE)) {
                return;
            }
            try {
                ServiceRecord record = ServiceData.read(map, documents);
                records.put(record.id(), new Held(record, ServiceData.tasks(map)));
                refresh(record.id());
            } catch (RuntimeException e) { // whatever is wrong with it, the others are served
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is passed over, it is no record of a service: {1}",
                        map.getMetadata().getName(),
                        e.getMessage());
            }
        }

        @Override
        public void removed(V1ConfigMap map) {
            if (Keys.is(map.getMetadata(), Keys.KIND_SERVICE)) {
                String id = SwarmMetas.id(map.getMetadata());
                records.remove(id);
                refresh(id);
            }
        }
    }

    private final class PodListener implements ObjectStore.Listener<V1Pod> {
        @Override
        public void present(V1Pod pod) {
            V1ObjectMeta metadata = pod.getMetadata();
            serviceId(metadata, Keys.KIND_TASK).ifPresent(id -> {
                var task = new TaskPod(
                        starts.told(kills.judge(PodObservations.of(pod, probes.of(metadata.getUid())))),
                        WorkloadReadings.number(Keys.annotation(metadata, Keys.REVISION)),
                        WorkloadReadings.number(Keys.label(metadata, Keys.SLOT)),
                        NodeBinding.node(pod),
                        byHand(metadata),
                        pod.getSpec().getActiveDeadlineSeconds() != null,
                        Keys.annotation(metadata, Keys.TASK).orElse(""));
                // names come again, and that the pod before has gone may have been missed
                Optional.ofNullable(
                                pods.computeIfAbsent(id, k -> new HashMap<>()).put(metadata.getName(), task))
                        .map(before -> before.pod().uid())
                        .filter(uid -> !uid.equals(metadata.getUid()))
                        .ifPresent(this::forget);
                owners.put(metadata.getUid(), id);
                refresh(id);
            });
        }

        private void forget(String uid) {
            owners.remove(uid);
            kills.forget(uid);
            probes.forget(uid);
            starts.forget(uid);
        }

        @Override
        public void removed(V1Pod pod) {
            V1ObjectMeta metadata = pod.getMetadata();
            serviceId(metadata, Keys.KIND_TASK).ifPresent(id -> {
                Map<String, TaskPod> siblings = pods.getOrDefault(id, new HashMap<>());
                siblings.remove(metadata.getName());
                forget(metadata.getUid());
                if (siblings.isEmpty()) {
                    pods.remove(id);
                }
                refresh(id);
            });
        }
    }

    private final class ReportListener implements ObjectStore.Listener<CoreV1Event> {
        @Override
        public void present(CoreV1Event event) {
            kills.take(event).ifPresent(uid -> change(uid, kills::judge));
            probes.take(event).ifPresent(uid -> change(uid, p -> p.withProbes(p.readinessSince(), probes.of(uid))));
            starts.take(event).ifPresent(uid -> change(uid, starts::told));
        }

        private void change(String uid, UnaryOperator<PodObservation> change) {
            Optional.ofNullable(owners.get(uid)).ifPresent(id -> {
                pods.get(id).replaceAll((name, p) -> p.pod().uid().equals(uid) ? p.with(change.apply(p.pod())) : p);
                refresh(id);
            });
        }

        @Override
        public void removed(CoreV1Event event) {
            // what was reported outlives the event, which the cluster keeps for an hour; it goes with its pod
        }
    }

    private final class WorkloadListener<T extends KubernetesObject> implements ObjectStore.Listener<T> {
        private final WorkloadType type;
        private final Function<T, Workload> reading;

        WorkloadListener(WorkloadType type, Function<T, Workload> reading) {
            this.type = type;
            this.reading = reading;
        }

        @Override
        public void present(T object) {
            serviceId(object.getMetadata(), Keys.KIND_WORKLOAD).ifPresent(id -> {
                workloads.computeIfAbsent(id, k -> new HashMap<>()).put(type, reading.apply(object));
                refresh(id);
            });
        }

        @Override
        public void removed(T object) {
            serviceId(object.getMetadata(), Keys.KIND_WORKLOAD).ifPresent(id -> {
                Map<WorkloadType, Workload> known = workloads.getOrDefault(id, new HashMap<>());
                known.remove(type);
                if (known.isEmpty()) {
                    workloads.remove(id);
                }
                refresh(id);
            });
        }
    }
}
