package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
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

    private final ContainerStore store;
    private final ContainerStart start;
    private final ContainerEnding ending;
    private final ContainerRemoval removal;
    private final AttachedReaders readers;
    private final LogKeeper logKeeper;
    private final ContainerEvents events;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Executor restarts = task -> Thread.ofVirtual().name("restart").start(task);
    private volatile boolean closed;
    private Subscription subscription = () -> {};

    RunSupervisor(
            ContainerStore store,
            ContainerStart start,
            ContainerEnding ending,
            ContainerRemoval removal,
            AttachedReaders readers,
            LogKeeper logKeeper,
            ContainerEvents events,
            Clock clock) {
        this.store = store;
        this.start = start;
        this.ending = ending;
        this.removal = removal;
        this.readers = readers;
        this.logKeeper = logKeeper;
        this.events = events;
        this.clock = clock;
    }

    /** Begins; the store calls back for containers that are there already as well. */
    void begin() {
        subscription = store.subscribe((id, now) -> changed(id));
        store.list().forEach(c -> changed(c.record().id()));
    }

    /** What is remembered of one container between changes; one thread at a time looks at it. */
    private static final class Watched {
        private boolean busy;
        private boolean again;
        private String endSeen = "";
        private Optional<PodObservation> pod = Optional.empty();
    }

    private void changed(String id) {
        Watched w = watched.computeIfAbsent(id, k -> new Watched());
        synchronized (w) {
            w.again = true;
            if (w.busy) {
                return;
            }
            w.busy = true;
        }
        Thread.ofVirtual().name("supervise").start(() -> work(id, w));
    }

    private void work(String id, Watched w) {
        while (true) {
            synchronized (w) {
                if (!w.again) {
                    w.busy = false;
                    return;
                }
                w.again = false;
            }
            try {
                Optional<ObservedContainer> now = store.find(id);
                if (now.isEmpty()) {
                    watched.remove(id);
                } else {
                    judge(now.get(), w);
                }
            } catch (EngineException e) {
                LOG.log(Level.DEBUG, "container " + id + " will be looked at again at its next change", e);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "supervision of container " + id + " failed", e);
            }
        }
    }

    private void judge(ObservedContainer container, Watched w) {
        ContainerRecord record = container.record();
        if (record.removing()) {
            return;
        }
        Optional<PodObservation> pod = container.pod();
        if (pod.isEmpty()) {
            if (w.pod.isPresent()) {
                vanished(record, w.pod.get());
            }
            w.pod = Optional.empty();
            return;
        }
        PodObservation p = pod.get();
        w.pod = pod;
        Optional<LastRun> end = StateProjection.endOf(record, p);
        String key = p.uid() + "/" + end.map(LastRun::restarts).orElse(-1) + "/"
                + end.flatMap(LastRun::finishedAt).map(Object::toString).orElse("");
        if (end.isEmpty() || key.equals(w.endSeen) || !end.get().started() && start.underWay(record.id())) {
            return;
        }
        w.endSeen = key;
        boolean recorded = record.lastRun()
                .filter(l -> l.run() > end.get().run()
                        || l.run() == end.get().run()
                                && l.restarts() >= end.get().restarts())
                .isPresent();
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            deploymentEnded(record, p, end.get(), recorded);
        } else {
            runEnded(record, p, end.get(), recorded);
        }
    }

    private void runEnded(ContainerRecord record, PodObservation pod, LastRun end, boolean recorded) {
        if (!recorded && end.started()) {
            events.publish(record, "die", Map.of("exitCode", Integer.toString(end.exitCode())));
        }
        if (StateProjection.retries(record, end)) {
            if (!recorded) {
                again(record, pod, end);
            }
        } else if (record.spec().autoRemove()) {
            readers.awaitNone(record.id(), READERS);
            removal.removeEnded(record.id());
        } else {
            ending.record(record, end);
        }
    }

    private void again(ContainerRecord record, PodObservation pod, LastRun end) {
        Executor later = CompletableFuture.delayedExecutor(delay(end).toMillis(), TimeUnit.MILLISECONDS, restarts);
        later.execute(() -> {
            Optional<ObservedContainer> now = store.find(record.id());
            if (!closed
                    && now.isPresent()
                    && !now.get().record().removing()
                    && !StateProjection.endingAsked(now.get().record(), end.run())) {
                store.launch(now.get().record(), pod.run(), pod.restart() + 1);
                logKeeper.keep(record, pod);
                store.endPod(pod, Duration.ZERO);
            }
        });
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

    private void deploymentEnded(ContainerRecord record, PodObservation pod, LastRun end, boolean recorded) {
        boolean inPlace = !(pod.process() instanceof ProcessState.Ended)
                && pod.lastEnded().isPresent();
        if (inPlace) {
            logKeeper.keepPrevious(record, pod);
        }
        if (!recorded && end.started()) {
            events.publish(record, "die", Map.of("exitCode", Integer.toString(end.exitCode())));
        }
        if (record.wanted() && !record.spec().restart().keepsRunning() && end.started()) {
            // Docker would not start it again: what the kubelet has begun is ended
            ending.record(record, end);
            if (pod.process() instanceof ProcessState.Ended) {
                logKeeper.keep(record, pod);
            }
            store.endPod(pod, Duration.ZERO);
        } else if (!record.wanted()) {
            ending.record(record, end);
        } else if (inPlace && pod.process() instanceof ProcessState.Running) {
            events.publish(record, "start");
        }
    }

    private void vanished(ContainerRecord record, PodObservation last) {
        boolean unfinished = record.kind() == WorkloadKind.RUN_ONCE
                && last.process() instanceof ProcessState.Running
                && record.lastRun().map(l -> l.run() < last.run()).orElse(true);
        if (!unfinished) {
            return;
        }
        ProcessState.Running running = (ProcessState.Running) last.process();
        LastRun end = new LastRun(
                last.run(),
                true,
                StateProjection.KILLED,
                false,
                StateProjection.endingAsked(record, last.run()) ? "" : "the pod was deleted",
                Optional.of(running.since()),
                Optional.of(clock.instant()),
                last.restart());
        events.publish(record, "die", Map.of("exitCode", Integer.toString(end.exitCode())));
        if (record.spec().autoRemove()) {
            readers.awaitNone(record.id(), READERS);
            removal.removeEnded(record.id());
        } else {
            ending.record(record, end);
        }
    }

    @Override
    public void close() {
        subscription.close();
        closed = true;
    }
}
