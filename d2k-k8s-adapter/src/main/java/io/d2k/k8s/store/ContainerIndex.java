package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Joins records and pods into containers, by the container's full ID. Changes come in under one lock, from the stores of
 * the three kinds; reads take none and see only whole states.
 */
public final class ContainerIndex implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ContainerIndex.class.getName());
    private static final Comparator<PodObservation> BY_NAME = Comparator.comparing(PodObservation::name);

    private final ReentrantLock lock = new ReentrantLock();
    private final ContainerRecords records;
    private final ChangeFeed<Change> feed = new ChangeFeed<>("container-changes");
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Map<String, PodObservation>> pods = new HashMap<>();
    private final ConcurrentMap<String, ObservedContainer> views = new ConcurrentHashMap<>();
    /** UID of a pod to the ID of its container. */
    private final Map<String, String> owners = new HashMap<>();

    private final ProbeReports probes = new ProbeReports();
    private final Beginnings beginnings = new Beginnings();
    private final StartReports starts = new StartReports();
    private boolean open;

    /** Makes an empty index. */
    public ContainerIndex(ContainerDocuments documents) {
        this.records = new ContainerRecords(documents);
    }

    /** Returns the lock that the stores which feed this index share. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Returns what the store of pod templates is to tell. */
    public ObjectStore.Listener<V1PodTemplate> podTemplates() {
        return new RecordListener<>(records::read, template -> "");
    }

    /** Returns what the store of Deployments is to tell. */
    public ObjectStore.Listener<V1Deployment> deployments() {
        return new RecordListener<>(records::read, DeploymentProblem::of);
    }

    /** Returns what the store of pods is to tell. */
    public ObjectStore.Listener<V1Pod> pods() {
        return new PodListener();
    }

    /** Returns what the store of reports on failed probes is to tell. */
    public ObjectStore.Listener<CoreV1Event> probeEvents() {
        return new ProbeListener();
    }

    /** Returns what the store of reports on processes that have begun is to tell. */
    public ObjectStore.Listener<CoreV1Event> beginEvents() {
        return new BeginListener();
    }

    /** Returns what the store of reports on pods that cannot start is to tell. */
    public ObjectStore.Listener<CoreV1Event> startEvents() {
        return new StartListener();
    }

    /** Takes down that the process of a pod has begun which was held back. */
    void begun(String uid) {
        lock.lock();
        try {
            beginnings.let(uid);
            change(uid, beginnings::seen);
        } finally {
            lock.unlock();
        }
    }

    private void change(String uid, UnaryOperator<PodObservation> change) {
        Optional.ofNullable(owners.get(uid)).ifPresent(id -> {
            pods.get(id).replaceAll((name, p) -> p.uid().equals(uid) ? change.apply(p) : p);
            refresh(id);
        });
    }

    /** Begins to tell subscribers: first of all there is, then of each change. */
    public void open() {
        lock.lock();
        try {
            open = true;
            views.forEach((id, view) -> feed.publish(new Change(id, Optional.of(view))));
        } finally {
            lock.unlock();
        }
    }

    List<ObservedContainer> all() {
        return List.copyOf(views.values());
    }

    Optional<ObservedContainer> find(String id) {
        return Optional.ofNullable(views.get(id));
    }

    /** Returns the container that a pod belongs to. */
    Optional<ObservedContainer> ofPod(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(owners.get(uid)).flatMap(this::find);
        } finally {
            lock.unlock();
        }
    }

    ContainerRecords records() {
        return records;
    }

    Subscription subscribe(ContainerStore.Listener listener) {
        return feed.subscribe(change -> listener.changed(change.id(), change.now()));
    }

    /** Ends the telling of subscribers. */
    @Override
    public void close() {
        feed.close();
    }

    private void refresh(String id) {
        Held record = held.get(id);
        Optional<ObservedContainer> now = record == null
                ? Optional.empty()
                : Optional.of(new ObservedContainer(
                        record.record(),
                        pods.getOrDefault(id, Map.of()).values().stream()
                                .map(record::told)
                                .sorted(BY_NAME)
                                .toList(),
                        record.problem()));
        Optional<ObservedContainer> before = find(id);
        if (now.equals(before)) {
            return;
        }
        now.ifPresentOrElse(view -> views.put(id, view), () -> views.remove(id));
        if (open) {
            feed.publish(new Change(id, now));
        }
    }

    private static Set<String> earlier(V1ObjectMeta metadata) {
        return Keys.annotation(metadata, Keys.EARLIER_PODS)
                .map(uids -> Set.of(uids.split(" ")))
                .orElse(Set.of());
    }

    private static Optional<String> id(V1ObjectMeta metadata) {
        return Keys.annotation(metadata, Keys.ID)
                .filter(id -> Keys.label(metadata, Keys.ID).equals(Optional.of(Keys.idLabel(id))));
    }

    private record Held(String uid, ContainerRecord record, Set<String> earlier, String problem) {
        /** Returns a pod with its start: a Deployment's cannot tell, since all come of one template. */
        PodObservation told(PodObservation pod) {
            return record.kind() == WorkloadKind.RUN_ONCE
                    ? pod
                    : pod.ofRun(earlier.contains(pod.uid()) ? record.run() - 1 : record.run());
        }
    }

    private record Change(String id, Optional<ObservedContainer> now) {}

    private final class RecordListener<T extends KubernetesObject> implements ObjectStore.Listener<T> {
        private final Function<T, ContainerRecord> reading;
        private final Function<T, String> problem;

        RecordListener(Function<T, ContainerRecord> reading, Function<T, String> problem) {
            this.reading = reading;
            this.problem = problem;
        }

        @Override
        public void present(T object) {
            V1ObjectMeta metadata = object.getMetadata();
            if (!Keys.is(metadata, Keys.KIND_CONTAINER)) {
                return;
            }
            try {
                ContainerRecord record = reading.apply(object);
                Held known = held.get(record.id());
                if (known != null && !known.uid().equals(metadata.getUid())) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "{0} is passed over: it has the ID of {1}",
                            metadata.getName(),
                            known.record().objectName());
                    return;
                }
                held.put(record.id(), new Held(metadata.getUid(), record, earlier(metadata), problem.apply(object)));
                refresh(record.id());
            } catch (EngineException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is passed over, it is no record of a container: {1}",
                        metadata.getName(),
                        e.getMessage());
                removed(object);
            }
        }

        @Override
        public void removed(T object) {
            V1ObjectMeta metadata = object.getMetadata();
            id(metadata).ifPresent(id -> {
                Held known = held.get(id);
                if (known != null && known.uid().equals(metadata.getUid())) {
                    held.remove(id);
                    records.forget(id);
                    refresh(id);
                }
            });
        }
    }

    private final class PodListener implements ObjectStore.Listener<V1Pod> {
        @Override
        public void present(V1Pod pod) {
            V1ObjectMeta metadata = pod.getMetadata();
            if (!Keys.is(metadata, Keys.KIND_POD)) {
                return;
            }
            id(metadata).ifPresent(id -> {
                owners.put(metadata.getUid(), id);
                pods.computeIfAbsent(id, key -> new HashMap<>())
                        .put(
                                metadata.getName(),
                                starts.told(beginnings.seen(PodObservations.of(pod, probes.of(metadata.getUid())))));
                refresh(id);
            });
        }

        @Override
        public void removed(V1Pod pod) {
            V1ObjectMeta metadata = pod.getMetadata();
            id(metadata).ifPresent(id -> {
                Map<String, PodObservation> siblings = pods.get(id);
                if (siblings != null) {
                    siblings.remove(metadata.getName());
                    owners.remove(metadata.getUid());
                    probes.forget(metadata.getUid());
                    beginnings.forget(metadata.getUid());
                    starts.forget(metadata.getUid());
                    if (siblings.isEmpty()) {
                        pods.remove(id);
                    }
                }
                refresh(id);
            });
        }
    }

    private final class ProbeListener implements ObjectStore.Listener<CoreV1Event> {
        @Override
        public void present(CoreV1Event event) {
            probes.take(event).ifPresent(uid -> change(uid, p -> p.withProbes(p.readinessSince(), probes.of(uid))));
        }

        @Override
        public void removed(CoreV1Event event) {
            // reports outlive the event, which the cluster keeps for an hour; they go with their pod
        }
    }

    private final class StartListener implements ObjectStore.Listener<CoreV1Event> {
        @Override
        public void present(CoreV1Event event) {
            starts.take(event).ifPresent(uid -> change(uid, starts::told));
        }

        @Override
        public void removed(CoreV1Event event) {
            // as with probes
        }
    }

    private final class BeginListener implements ObjectStore.Listener<CoreV1Event> {
        @Override
        public void present(CoreV1Event event) {
            ProcessReport.of(event)
                    .filter(report -> owners.containsKey(report.uid()))
                    .ifPresent(report -> {
                        beginnings.told(report.uid(), report.last());
                        change(report.uid(), beginnings::seen);
                    });
        }

        @Override
        public void removed(CoreV1Event event) {
            // what has begun has begun
        }
    }
}
