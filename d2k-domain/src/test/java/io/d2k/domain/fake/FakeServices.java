package io.d2k.domain.fake;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.swarm.SwarmId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** Services in memory; what tests show of pods is what the cluster shows. */
public final class FakeServices implements ServiceStore {
    private final Map<String, ObservedService> services = new TreeMap<>();
    private final Map<String, ObservedService> leaving = new TreeMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Optional<TaskPlan> applied = Optional.empty();
    private volatile Optional<EngineException> refusal = Optional.empty();
    private volatile Optional<EngineException> unpublished = Optional.empty();
    private volatile long publishable;

    /** What happens when a pod is asked to end. */
    public volatile Runnable onEnd = () -> {};

    /** Makes every attempt to make pods fail. */
    public void refuse(EngineException why) {
        refusal = Optional.of(why);
    }

    /** Makes every attempt to publish the ports of a later version of a service fail. */
    public void refuseToPublish(long later, EngineException why) {
        publishable = later;
        unpublished = Optional.of(why);
    }

    /** Returns what was done beside writing records, in order. */
    public List<String> done() {
        return List.copyOf(done);
    }

    /** Returns the targets that the pods of the plan applied last fill. */
    public List<String> fills() {
        return applied.orElseThrow().pod().fills().stream()
                .map(PodPlan.Mount::target)
                .toList();
    }

    /** Waits until something was done. */
    public void await(String what) {
        Bounded.call(() -> {
            synchronized (done) {
                while (!done.contains(what)) {
                    done.wait();
                }
            }
            return what;
        });
    }

    private void did(String what) {
        synchronized (done) {
            done.add(what);
            done.notifyAll();
        }
    }

    /** Shows pods of the only service. */
    public void show(TaskPod... pods) {
        String id = list().getFirst().record().id();
        change(id, s -> new ObservedService(s.record(), s.written(), List.of(pods), s.workload()));
    }

    /** Shows pods of the only service that was removed; none ends it. */
    public void showLeaving(TaskPod... pods) {
        String id = leaving().getFirst().record().id();
        synchronized (services) {
            leaving.computeIfPresent(id, (k, s) -> pods.length == 0 ? null : s.beingRemoved(List.of(pods)));
        }
        tell(id);
    }

    /** Tells why no pods are made of the only service. */
    public void problem(String why) {
        String id = list().getFirst().record().id();
        change(
                id,
                s -> new ObservedService(
                        s.record(),
                        s.written(),
                        s.pods(),
                        s.workload()
                                .map(w -> new Workload(
                                        w.type(),
                                        w.version(),
                                        w.template(),
                                        w.wanted(),
                                        w.paused(),
                                        w.filling(),
                                        w.lost(),
                                        why))));
    }

    private Optional<ObservedService> change(String id, UnaryOperator<ObservedService> change) {
        Optional<ObservedService> after;
        synchronized (services) {
            after = Optional.ofNullable(services.computeIfPresent(id, (k, s) -> change.apply(s)));
        }
        tell(id);
        return after;
    }

    /** One after another, as the real one tells them: whoever looks later must not be told sooner. */
    private void tell(String id) {
        telling.lock();
        try {
            listeners.forEach(l -> l.changed(id));
        } finally {
            telling.unlock();
        }
    }

    @Override
    public List<ObservedService> list() {
        synchronized (services) {
            return List.copyOf(services.values());
        }
    }

    @Override
    public List<ObservedService> leaving() {
        synchronized (services) {
            return List.copyOf(leaving.values());
        }
    }

    @Override
    public Optional<ObservedService> find(String id) {
        synchronized (services) {
            return Optional.ofNullable(services.get(id));
        }
    }

    @Override
    public ServiceRecord create(ServiceRecord draft) {
        ServiceRecord r = draft;
        ServiceRecord made = new ServiceRecord(
                SwarmId.random(),
                r.objectName(),
                r.created(),
                r.updated(),
                r.version(),
                r.spec(),
                r.previous(),
                r.status(),
                r.revision(),
                r.template(),
                r.before(),
                r.forms(),
                r.iteration(),
                r.networks(),
                r.ports(),
                r.image(),
                r.imageToRun(),
                r.fills(),
                false);
        synchronized (services) {
            services.put(made.id(), new ObservedService(made, List.of(), List.of(), Optional.empty()));
        }
        tell(made.id());
        return made;
    }

    @Override
    public ServiceRecord update(String id, UnaryOperator<ServiceRecord> change) {
        return change(id, s -> new ObservedService(change.apply(s.record()), s.written(), s.pods(), s.workload()))
                .map(ObservedService::record)
                .orElseThrow(() -> EngineException.notFound("service " + id + " not found"));
    }

    @Override
    public void note(String id, List<Task> tasks) {
        change(id, s -> new ObservedService(s.record(), tasks, s.pods(), s.workload()));
    }

    @Override
    public void apply(ServiceRecord record, TaskPlan plan) {
        refusal.ifPresent(e -> {
            throw e;
        });
        applied = Optional.of(plan);
        did("apply " + plan.type() + " v" + record.version() + (plan.paused() ? " paused" : "")
                + (plan.rollout().lost() > 0 ? " without " + plan.rollout().lost() : ""));
        Optional<Workload> workload = plan.type() == WorkloadType.PODS
                ? Optional.empty()
                : Optional.of(new Workload(
                        plan.type(),
                        record.version(),
                        plan.template(),
                        (int) plan.replicas(),
                        plan.paused(),
                        !plan.pod().fills().isEmpty(),
                        plan.rollout().lost(),
                        ""));
        change(record.id(), s -> new ObservedService(s.record(), s.written(), s.pods(), workload));
    }

    @Override
    public void retire(ServiceRecord record, List<TaskPod> pods, int left) {
        String retreat =
                "retire " + pods.stream().map(p -> p.pod().uid()).sorted().toList() + ", " + left + " left";
        if (!done.contains(retreat)) {
            did(retreat);
        }
    }

    @Override
    public void launch(ServiceRecord record, TaskPlan plan, Place place, int attempt, String taskId) {
        String pod = place.slot() + "-" + plan.revision() + "-" + attempt;
        did("launch " + pod + (place.slot() > 0 && !place.node().isEmpty() ? " on " + place.node() : ""));
        change(record.id(), s -> {
            List<TaskPod> pods = new ArrayList<>(s.pods());
            if (pods.stream().noneMatch(p -> p.pod().uid().equals(pod))) {
                TaskPod made =
                        ServiceSamples.slotted(pod, place.slot(), attempt, plan.template(), Observed.running(0), "");
                pods.add(ServiceSamples.called(taskId, made));
            }
            return new ObservedService(s.record(), s.written(), pods, s.workload());
        });
    }

    @Override
    public void stopPod(PodObservation pod) {
        String stop = "stop " + pod.uid();
        if (!done.contains(stop)) {
            did(stop);
            list().forEach(s -> tell(s.record().id()));
        }
    }

    @Override
    public void endPod(PodObservation pod, Duration grace) {
        did("end " + pod.uid());
        onEnd.run();
    }

    @Override
    public void forgetPod(PodObservation pod) {
        did("forget " + pod.uid());
    }

    @Override
    public void killPod(PodObservation pod, Duration grace) {
        did("kill " + pod.uid());
        onEnd.run();
    }

    @Override
    public void rejectPod(PodObservation pod, Duration grace) {
        did("reject " + pod.uid());
        onEnd.run();
    }

    @Override
    public void publish(ServiceRecord record, List<Publication> publications) {
        unpublished.filter(e -> record.version() > publishable).ifPresent(e -> {
            throw e;
        });
        publications.forEach(p -> did("publish " + p.part()));
    }

    @Override
    public void publishNames(ServiceRecord record, Map<String, Set<String>> names) {
        did("names " + names);
    }

    @Override
    public void remove(ServiceRecord record) {
        synchronized (services) {
            Optional.ofNullable(services.remove(record.id()))
                    .filter(s -> !s.pods().isEmpty())
                    .ifPresent(s -> leaving.put(record.id(), s.beingRemoved(s.pods())));
        }
        tell(record.id());
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
