package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Does what dockerd does when a process ends: writes down how, starts it again where the policy says so, removes it where
 * {@code --rm} says so. Every duty starts from the cluster's state, so that it is done once also when d2k was away.
 */
final class RunSupervisor implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RunSupervisor.class.getName());
    // moby restartmanager: 100 ms, doubled up to a minute, begun anew after a run of ten seconds
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LAST_DELAY = Duration.ofMinutes(1);
    private static final Duration GOOD_RUN = Duration.ofSeconds(10);
    private static final Duration READERS = Duration.ofSeconds(10);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ContainerStore store;
    private final ContainerStart start;
    private final RunEnds ends;
    private final ContainerRemoval removal;
    private final KeptLayers layers;
    private final EarlierRuns earlier;
    private final AttachedReaders readers;
    private final LogKeeper logKeeper;
    private final RunEvents events;
    private final HealthWatch health;
    private final RecentEnds recent;
    private final AbandonedGates gates;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Executor restarts = task -> Thread.ofVirtual().name("restart").start(task);
    private volatile boolean closed;
    private volatile Subscription subscription = () -> {};

    RunSupervisor(
            ContainerStore store,
            ContainerStart start,
            RunEnds ends,
            ContainerRemoval removal,
            KeptLayers layers,
            EarlierRuns earlier,
            AttachedReaders readers,
            LogKeeper logKeeper,
            RunEvents events,
            HealthWatch health,
            RecentEnds recent,
            AbandonedGates gates,
            Clock clock) {
        this.store = store;
        this.start = start;
        this.ends = ends;
        this.removal = removal;
        this.layers = layers;
        this.earlier = earlier;
        this.readers = readers;
        this.logKeeper = logKeeper;
        this.events = events;
        this.health = health;
        this.recent = recent;
        this.gates = gates;
        this.clock = clock;
    }

    /** Begins with what is there; what happened before is not told again. */
    void begin() {
        List<ObservedContainer> present = store.list();
        present.forEach(c -> c.pods().forEach(p -> events.past(c.record(), p)));
        present.forEach(health::past);
        present.forEach(c -> changed(c.record().id(), Optional.of(c)));
        subscription = store.subscribe(this::changed);
        // what changed before the subscription stood
        store.list().forEach(c -> changed(c.record().id(), Optional.of(c)));
    }

    /** What is remembered of one container; one thread at a time looks at its states, each of them, in order. */
    private static final class Watched {
        private final Deque<Optional<ObservedContainer>> states = new ArrayDeque<>();
        private boolean busy;
        private String done = "";
        private Optional<PodObservation> pod = Optional.empty();
        private String asked = "";
    }

    private void changed(String id, Optional<ObservedContainer> now) {
        if (closed) {
            return;
        }
        Watched w = watched.computeIfAbsent(id, k -> new Watched());
        synchronized (w) {
            w.states.addLast(now);
            if (w.busy) {
                return;
            }
            w.busy = true;
        }
        Thread.ofVirtual().name("supervise").start(() -> work(id, w));
    }

    private void work(String id, Watched w) {
        while (!closed) {
            Optional<ObservedContainer> now;
            synchronized (w) {
                if (w.states.isEmpty()) {
                    w.busy = false;
                    return;
                }
                now = w.states.getFirst();
            }
            try {
                if (now.isEmpty()) {
                    watched.remove(id);
                    health.forget(id);
                } else {
                    judge(now.get(), w);
                }
            } catch (EngineException e) {
                if (e.kind() == ErrorKind.UNAVAILABLE) {
                    LOG.log(Level.DEBUG, "container " + id + " will be looked at again", e);
                    later(TRY_AGAIN, () -> work(id, w));
                    return;
                }
                LOG.log(Level.WARNING, "supervision of container " + id + " failed", e);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "supervision of container " + id + " failed", e);
            }
            synchronized (w) {
                w.states.removeFirst();
            }
        }
    }

    private void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, restarts)
                .execute(() -> {
                    if (!closed) {
                        task.run();
                    }
                });
    }

    private void judge(ObservedContainer container, Watched w) {
        ContainerRecord record = container.record();
        if (record.removing()) {
            return;
        }
        Optional<PodObservation> pod = container.pod();
        Optional<PodObservation> lost = w.pod.filter(last -> lost(container, last));
        if (lost.isPresent()) {
            vanished(record, lost.get());
        }
        w.pod = pod;
        if (pod.isEmpty()) {
            leftBehind(record);
            return;
        }
        PodObservation p = pod.get();
        boolean starting = start.underWay(record.id());
        if (starting) { // it tells itself what has come of it: a shell that is held back is no process yet
            events.ended(record, p);
        } else {
            events.seen(record, p);
        }
        health.seen(container);
        if (p.restart() > 0 && p.process() instanceof ProcessState.Running && !w.asked.equals(p.uid())) {
            w.asked = p.uid();
            layers.askTry(record, p);
        }
        if (!starting) {
            gates.seen(record, p);
        }
        if (record.kind() == WorkloadKind.DEPLOYMENT && record.wanted() && replaced(p)) {
            return;
        }
        Optional<LastRun> end = StateProjection.endOf(record, p);
        boolean again = p.process() instanceof ProcessState.Running;
        String key = p.uid() + "/" + end.map(LastRun::restarts).orElse(-1) + "/" + again + "/" + record.wanted();
        if (end.isEmpty() || key.equals(w.done) || !end.get().started() && start.underWay(record.id())) {
            return;
        }
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            deploymentEnded(record, p, end.get());
        } else {
            runEnded(record, p, end.get());
        }
        w.done = key;
    }

    /** A pod that is evicted or deleted without our asking: its Deployment makes another one. */
    private static boolean replaced(PodObservation pod) {
        return pod.going() || pod.failed();
    }

    private void runEnded(ContainerRecord record, PodObservation pod, LastRun end) {
        events.died(record, pod, end);
        if (StateProjection.retries(record, end)) {
            if (!RunEnds.known(record, end)) {
                later(delay(end), () -> again(record, end));
            }
        } else if (record.spec().autoRemove() && !start.follows(record.id(), end.run())) {
            recent.add(record, end.exitCode());
            remove(record);
        } else {
            ends.record(record.id(), end);
        }
    }

    private void remove(ContainerRecord record) {
        readers.awaitNone(record.id(), READERS);
        removal.removeEnded(record.id());
    }

    private void again(ContainerRecord record, LastRun end) {
        try {
            Optional<PodObservation> source = store.find(record.id()).flatMap(layers::source);
            Optional<ObservedContainer> now = store.find(record.id());
            if (now.isEmpty() || now.get().record().removing()) {
                return;
            }
            if (!StateProjection.retries(now.get().record(), end)) {
                // stopped, or given another restart policy, while it waited
                ends.record(record.id(), end);
            } else {
                Optional<PodObservation> kept = launchAgain(now.get().record(), end, source);
                // its pod makes room, and should the next try never begin this is how the container has ended
                ends.record(record.id(), end);
                earlier.makeRoom(now.get(), kept);
            }
        } catch (EngineException e) {
            LOG.log(Level.DEBUG, "container " + record.id() + " will be started again later", e);
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                later(TRY_AGAIN, () -> again(record, end));
            }
        }
    }

    /** Returns the pod with whose files the next try begins; better without them than not at all. */
    private Optional<PodObservation> launchAgain(ContainerRecord record, LastRun end, Optional<PodObservation> source) {
        int restart = end.restarts() + 1;
        try {
            store.launch(record, end.run(), restart, layers.nextTry(record, source.flatMap(PodObservation::layer)));
            return source;
        } catch (EngineException e) {
            if (source.isEmpty() || e.kind() != ErrorKind.FORBIDDEN && e.kind() != ErrorKind.INVALID) {
                throw e;
            }
            LOG.log(Level.WARNING, "container " + record.id() + " is started again without its files", e);
            store.launch(record, end.run(), restart, layers.nextTry(record, Optional.empty()));
            return Optional.empty();
        }
    }

    private static Duration delay(LastRun end) {
        boolean good = end.startedAt().isPresent()
                && end.finishedAt().isPresent()
                && Duration.between(end.startedAt().get(), end.finishedAt().get())
                                .compareTo(GOOD_RUN)
                        > 0;
        if (good) {
            return FIRST_DELAY;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(end.restarts(), 20));
        return delay.compareTo(LAST_DELAY) > 0 ? LAST_DELAY : delay;
    }

    private void deploymentEnded(ContainerRecord record, PodObservation pod, LastRun end) {
        boolean again = pod.process() instanceof ProcessState.Running;
        if (again) {
            logKeeper.keepPrevious(record, pod);
        }
        if (RunEnds.known(record, end)) {
            return;
        }
        if (!record.wanted()) {
            ends.record(record.id(), end);
        } else if (!StateProjection.retries(record, end) && end.started()) {
            // Docker would not start it again: what the kubelet has begun is ended
            if (!again) {
                // first of all: the record scales the Deployment down, which takes the pod and its log away
                logKeeper.keep(record, pod);
            }
            ends.record(record.id(), end);
            store.endPod(pod, Duration.ZERO);
        }
    }

    private static boolean lost(ObservedContainer now, PodObservation last) {
        return now.record().kind() == WorkloadKind.RUN_ONCE
                && last.process() instanceof ProcessState.Running
                && now.record()
                        .lastRun()
                        .map(l -> l.run() < last.run() || l.run() == last.run() && l.restarts() < last.restart())
                        .orElse(true)
                && now.pods().stream().noneMatch(p -> p.uid().equals(last.uid()));
    }

    private void vanished(ContainerRecord record, PodObservation last) {
        String why = StateProjection.endingAsked(record, last.run()) ? "" : "the pod was deleted";
        runEnded(record, last, StateProjection.lost(record, last, why, clock.instant()));
    }

    /** A container that was to be removed at its end, whose end came while nobody looked. */
    private void leftBehind(ContainerRecord record) {
        boolean over = record.lastRun().isPresent() || record.ending().isPresent();
        if (record.spec().autoRemove() && over && !start.underWay(record.id())) {
            remove(record);
        }
    }

    @Override
    public void close() {
        subscription.close();
        closed = true;
    }
}
