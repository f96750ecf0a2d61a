package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.service.projection.UpdateProgress;
import io.d2k.domain.volume.VolumeRecord;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Brings the cluster to what services' records say, keeps the book of their tasks, and ends updates. Every duty starts
 * from what the cluster shows, so that it is done also when d2k was away in between.
 */
final class ServiceKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ServiceKeeper.class.getName());
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ServiceStore store;
    private final ServicePlanning planning;
    private final ServicePublishing publishing;
    private final TaskLauncher launcher;
    private final TaskTrials trials;
    private final TaskRetreat retreat;
    private final TaskPlacement placement;
    private final VolumeFilling filling;
    private final TaskViews views;
    private final LogArchive taskLogs;
    private final ServiceUpdates updates;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Executor threads;
    private volatile boolean closed;
    private volatile Subscription subscription = () -> {};

    /**
     * Makes a keeper.
     *
     * @param threads do what follows a change
     */
    ServiceKeeper(
            ServiceStore store,
            ServicePlanning planning,
            ServicePublishing publishing,
            TaskLauncher launcher,
            TaskTrials trials,
            TaskPlacement placement,
            VolumeFilling filling,
            TaskViews views,
            LogArchive taskLogs,
            Clock clock,
            Executor threads) {
        this.store = store;
        this.planning = planning;
        this.publishing = publishing;
        this.launcher = launcher;
        this.trials = trials;
        this.retreat = new TaskRetreat(store);
        this.placement = placement;
        this.filling = filling;
        this.views = views;
        this.taskLogs = taskLogs;
        this.updates = new ServiceUpdates(store, planning, clock);
        this.clock = clock;
        this.threads = threads;
    }

    /** What is kept of one service while it is looked after. */
    private static final class Watched {
        private final ReentrantLock work = new ReentrantLock();
        private boolean wanted;
        private boolean busy;
        private long applied;
        private final UpdateWatch update = new UpdateWatch();
    }

    /** Takes up the work. */
    void begin() {
        Subscription services = store.subscribe(this::ask);
        Subscription nodes = placement.subscribe(this::askAll);
        subscription = () -> {
            services.close();
            nodes.close();
        };
        askAll();
    }

    private void askAll() {
        store.list().forEach(s -> ask(s.record().id()));
    }

    /** Warns of ports that are reached otherwise than asked. */
    void judgePorts(ServiceRecord record, Warnings warnings) {
        publishing.judge(record, warnings);
    }

    /**
     * Makes the cluster as the record says, now.
     *
     * @param made takes the volumes that were made for it
     * @throws EngineException when the cluster refuses
     */
    void bringAbout(ServiceRecord record, List<VolumeRecord> made) {
        Watched w = watched.computeIfAbsent(record.id(), k -> new Watched());
        w.work.lock();
        try {
            apply(record, store.find(record.id()), w, made);
        } finally {
            w.work.unlock();
        }
        ask(record.id());
    }

    /** Makes the cluster again as a record says that was changed in vain: some of the change may be there. */
    void bringBack(ServiceRecord record) {
        Watched w = watched.computeIfAbsent(record.id(), k -> new Watched());
        w.work.lock();
        try {
            Optional<ObservedService> now = store.find(record.id());
            if (now.flatMap(ObservedService::workload)
                    .filter(l -> l.version() > record.version())
                    .isPresent()) {
                store.apply(record, planning.plan(record, new ArrayList<>()));
            }
            w.applied = 0;
            apply(record, now, w, new ArrayList<>());
        } finally {
            w.work.unlock();
        }
        ask(record.id());
    }

    /** What is as the record says is left alone: another version of d2k would make it otherwise, and replace tasks. */
    private void apply(ServiceRecord record, Optional<ObservedService> now, Watched w, List<VolumeRecord> made) {
        if ((now.isEmpty() || stale(record, now.get(), w))
                && planning.fault(record).isEmpty()) {
            store.apply(record, planning.plan(record, made));
        }
        if (w.applied < record.version()) {
            store.publish(record, publishing.of(record));
            w.applied = record.version();
        }
    }

    /** Waits for what becomes of a service's update, where that is due to be known. */
    void awaitVerdict(String id) {
        Optional.ofNullable(watched.get(id)).ifPresent(w -> w.update.awaitVerdict(clock.instant()));
    }

    /**
     * Takes down that somebody was told of a service's tasks.
     *
     * @param seen as of when
     */
    void shown(String id, Instant seen) {
        Optional.ofNullable(watched.get(id)).ifPresent(w -> w.update.shown(seen));
    }

    private void ask(String id) {
        if (closed) {
            return;
        }
        Watched w = watched.computeIfAbsent(id, k -> new Watched());
        synchronized (w) {
            w.wanted = true;
            if (w.busy) {
                return;
            }
            w.busy = true;
        }
        threads.execute(() -> work(id, w));
    }

    private void work(String id, Watched w) {
        while (true) {
            synchronized (w) {
                if (!w.wanted || closed) {
                    w.busy = false;
                    return;
                }
                w.wanted = false;
            }
            look(id, w);
        }
    }

    private void look(String id, Watched w) {
        w.work.lock();
        try {
            Optional<ObservedService> now =
                    store.find(id).filter(s -> !s.record().removing());
            if (now.isEmpty()) {
                watched.remove(id);
                w.update.over();
            } else {
                judge(now.get(), w);
            }
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE || e.kind() == ErrorKind.CONFLICT) {
                LOG.log(Level.DEBUG, "service " + id + " will be looked at again", e);
                later(TRY_AGAIN, id);
            } else if (e.kind() != ErrorKind.NOT_FOUND) {
                LOG.log(Level.WARNING, "service " + id + " is not as it should be", e);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "service " + id + " is not as it should be", e);
        } finally {
            w.work.unlock();
        }
    }

    private void later(Duration delay, String id) {
        CompletableFuture.delayedExecutor(Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS, threads)
                .execute(() -> ask(id));
    }

    private void judge(ObservedService service, Watched w) {
        Instant seen = clock.instant();
        ServiceRecord record = learned(service);
        apply(record, Optional.of(service), w, new ArrayList<>());
        Optional<TaskFault> fault = trials.fault(service);
        List<Task> tasks = views.tasks(service);
        if (fault.isPresent()) {
            // before the attempts, of which the first that fails may end the update
            retreat.of(service, tasks, trials.leaving(service, tasks));
            TaskTrials.Tried tried = trials.attempt(service, tasks, fault.get());
            tasks = tried.tasks();
            tried.next().ifPresent(at -> later(Duration.between(clock.instant(), at), record.id()));
        }
        if (!facts(tasks).equals(facts(service.written()))) {
            store.note(record.id(), tasks);
            Set<String> told = views.all().stream()
                    .map(v -> TaskViews.containerId(v.task()))
                    .collect(Collectors.toSet());
            taskLogs.retain(told::contains);
        }
        progress(service, tasks, w, seen);
        placement.enforce(service, tasks);
        if (fault.isEmpty()) {
            // the update may have been paused just now
            ObservedService after = store.find(record.id()).orElse(service);
            launcher.drive(after, tasks).ifPresent(at -> later(Duration.between(clock.instant(), at), record.id()));
        }
    }

    /** What tasks tell of the volumes that they fill; those that cannot fill any are replaced by some that do not. */
    private ServiceRecord learned(ObservedService service) {
        ServiceRecord record = service.record();
        service.pods().forEach(p -> filling.learn(record, p.pod()));
        Optional<String> unable = service.pods().stream()
                .filter(p -> p.template() == record.template())
                .flatMap(p -> p.pod().unprepared().stream())
                .findFirst();
        Optional<String> refused =
                service.workload().filter(VolumeFilling::refused).map(Workload::problem);
        if (record.fills().isEmpty() || unable.isEmpty() && refused.isEmpty()) {
            return record;
        }
        unable.ifPresent(why -> filling.bare(record, why));
        refused.ifPresent(why -> filling.refused("service " + record.name(), why));
        return store.update(record.id(), r -> r.revision() == record.revision() ? r.withFills(List.of()) : r);
    }

    private static boolean stale(ServiceRecord record, ObservedService service, Watched w) {
        if (record.workload() == WorkloadType.PODS) {
            return w.applied < record.version();
        }
        boolean paused = record.status().filter(s -> s.state().paused()).isPresent();
        Optional<Workload> workload = service.workload();
        return workload.isEmpty()
                || workload.get().version() < record.version()
                || workload.get().filling() && record.fills().isEmpty()
                || workload.get().paused() != paused;
    }

    /** What has to be remembered of tasks: which there are, and how they ended. The rest their pods show. */
    private static Map<String, Object> facts(List<Task> tasks) {
        Map<String, Object> facts = new HashMap<>();
        tasks.forEach(t -> facts.put(
                t.id(),
                t.over()
                        ? List.of(
                                t.slot(),
                                t.node(),
                                t.status().state(),
                                t.status().error(),
                                t.desired())
                        : List.of(t.slot(), t.node(), t.revision())));
        return facts;
    }

    private void progress(ObservedService service, List<Task> tasks, Watched w, Instant seen) {
        ServiceRecord record = service.record();
        switch (w.update.judge(service, tasks, seen)) {
            case UpdateProgress.UnderWay u -> updates.goOn(service, u.lost());
            case UpdateProgress.Replaced r
            when seen.isBefore(r.until()) -> later(Duration.between(clock.instant(), r.until()), record.id());
            case UpdateProgress.Replaced r when r.leaving() -> {}
            case UpdateProgress.Replaced r -> {
                updates.complete(record);
                w.update.over();
            }
            case UpdateProgress.Failed f -> {
                ServiceRecord after = updates.failed(record, f.taskId());
                w.update.over();
                apply(after, store.find(after.id()), w, new ArrayList<>());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        watched.values().forEach(w -> w.update.over());
    }
}
