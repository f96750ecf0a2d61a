package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Ends processes. A signal is delivered by a further process in the container, so that the main process ends by itself,
 * its pod stays, and exit code and log with it. KILL cannot be sent from inside (process 1 is immune to it), so the pod is
 * ended; the log is kept first. A Deployment is scaled to nothing, and its pod ended with the grace asked for.
 */
final class ContainerEnding {
    private static final Duration AFTER_KILL = Duration.ofSeconds(40);
    private static final Duration LOG_OPEN = Duration.ofSeconds(2);
    private static final Duration LOG_END = Duration.ofSeconds(5);

    private final ContainerStore store;
    private final ContainerWatch watch;
    private final ContainerViews views;
    private final ProcessSignals signals;
    private final LogKeeper logKeeper;
    private final ContainerEvents events;
    private final Clock clock;

    ContainerEnding(
            ContainerStore store,
            ContainerWatch watch,
            ContainerViews views,
            ProcessSignals signals,
            LogKeeper logKeeper,
            ContainerEvents events,
            Clock clock) {
        this.store = store;
        this.watch = watch;
        this.views = views;
        this.signals = signals;
        this.logKeeper = logKeeper;
        this.events = events;
        this.clock = clock;
    }

    /** Stops a running container: the signal, and KILL after the grace period. Returns once it has ended. */
    void stop(ObservedContainer container, Signal signal, Duration grace) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty()) {
            // restarting, or about to start: nothing to signal, only to forbid
            ask(record, record.run(), signal);
            return;
        }
        events.publish(record, "kill", Map.of("signal", Integer.toString(signal.number())));
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            stopDeployment(record, pod.get(), signal, grace);
        } else {
            stopPod(record, pod.get(), signal, grace);
        }
        events.publish(record, "stop");
    }

    /** Sends a signal; KILL returns once the process has ended. */
    void kill(ObservedContainer container, Signal signal) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty()) {
            throw notRunning(record);
        }
        events.publish(record, "kill", Map.of("signal", Integer.toString(signal.number())));
        if (signal.equals(Signal.KILL)) {
            force(record, pod.get(), Duration.ZERO);
        } else if (!signals.send(pod.get(), signal)) {
            throw EngineException.unsupported("the image of container " + record.id()
                    + " has no shell that could deliver signal " + signal.number()
                    + ": use docker stop, which Kubernetes itself delivers");
        }
    }

    static EngineException notRunning(ContainerRecord record) {
        return EngineException.conflict("container " + record.id() + " is not running");
    }

    private void stopPod(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        if (signal.equals(Signal.KILL)) {
            force(record, pod, Duration.ZERO);
            return;
        }
        if (record.spec().restart().mode() == RestartPolicy.Mode.ON_FAILURE) {
            ask(record, pod.run(), signal);
        }
        if (!signals.send(pod, signal)) {
            // no shell in the image: the kubelet sends TERM, waits and kills
            endWithLog(record, pod, grace);
            return;
        }
        if (!awaitEnd(record.id(), grace)) {
            force(record, pod, Duration.ZERO);
        }
    }

    private void stopDeployment(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        if (!signal.equals(Signal.TERM) && !signal.equals(Signal.KILL)) {
            signals.send(pod, signal);
        }
        if (signal.equals(Signal.KILL)) {
            force(record, pod, Duration.ZERO);
            return;
        }
        LogKeeper.Following log = logKeeper.follow(record, pod);
        log.awaitOpen(LOG_OPEN);
        ask(record, record.run(), signal);
        store.endPod(pod, grace);
        awaitEnd(record.id(), grace.plus(AFTER_KILL));
        recordEnd(record.id());
        finishLater(log);
    }

    private void force(ContainerRecord record, PodObservation pod, Duration grace) {
        ask(record, record.kind() == WorkloadKind.DEPLOYMENT ? record.run() : pod.run(), Signal.KILL);
        endWithLog(record, pod, grace);
    }

    private void endWithLog(ContainerRecord record, PodObservation pod, Duration grace) {
        LogKeeper.Following log = logKeeper.follow(record, pod);
        log.awaitOpen(LOG_OPEN);
        store.endPod(pod, grace);
        if (!awaitEnd(record.id(), grace.plus(AFTER_KILL))) {
            log.close();
            throw EngineException.internal("tried to kill container, but did not receive an exit event");
        }
        recordEnd(record.id());
        finishLater(log);
    }

    private static void finishLater(LogKeeper.Following log) {
        // the log ends when the kubelet has cleaned up; nobody needs to wait for that
        Thread.ofVirtual().name("log-keeper-end").start(() -> log.finish(LOG_END));
    }

    private void ask(ContainerRecord record, int run, Signal signal) {
        Ending ending = new Ending(run, signal.number(), clock.instant());
        store.update(record.id(), r -> r.withEnding(ending));
    }

    private boolean awaitEnd(String id, Duration limit) {
        return watch.await(
                        id,
                        limit,
                        now -> now.map(c -> !views.state(c).running()).orElse(true)
                                ? Optional.of(Boolean.TRUE)
                                : Optional.empty())
                .isPresent();
    }

    /** Writes down how the newest run ended, as far as it is not written yet. */
    void recordEnd(String id) {
        Optional<ObservedContainer> now = store.find(id);
        Optional<LastRun> end = now.flatMap(c -> c.pod().flatMap(p -> StateProjection.endOf(c.record(), p)));
        if (now.isPresent() && end.isPresent()) {
            record(now.get().record(), end.get());
        }
    }

    /** Writes down an end, once. */
    void record(ContainerRecord record, LastRun end) {
        boolean known = record.lastRun()
                .filter(l -> l.run() > end.run() || l.run() == end.run() && l.restarts() >= end.restarts())
                .isPresent();
        if (!known) {
            store.update(record.id(), r -> r.withLastRun(end));
        }
    }
}
