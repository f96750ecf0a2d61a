package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.engine.ContainerWatch.Pending;
import io.d2k.domain.engine.RunEnds.Over;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Stops and kills containers. A signal is delivered by a further process in the container, so that the main process ends by
 * itself, its pod stays, and exit code and log with it. KILL cannot be sent from inside (process 1 is immune to it), nor can a
 * Deployment's process be ended so without being begun once more: these end by their pods ({@link PodEnding}).
 */
final class ContainerEnding {
    // Nodes are told by the second that a pod's time is up.
    private static final Duration TOLD = Duration.ofSeconds(2);
    // A process that has just ended takes no signal either, and the cluster tells of its end a moment later.
    private static final Duration JUST_ENDED = Duration.ofSeconds(2);

    private final ContainerStore store;
    private final PodEnding pods;
    private final ProcessSignals signals;
    private final KeptLayers layers;
    private final LogKeeper logKeeper;
    private final ContainerEvents events;
    private final RunEvents runs;
    private final RunEnds ends;
    private final Clock clock;

    ContainerEnding(
            ContainerStore store,
            PodEnding pods,
            ProcessSignals signals,
            KeptLayers layers,
            LogKeeper logKeeper,
            ContainerEvents events,
            RunEvents runs,
            RunEnds ends,
            Clock clock) {
        this.store = store;
        this.pods = pods;
        this.signals = signals;
        this.layers = layers;
        this.logKeeper = logKeeper;
        this.events = events;
        this.runs = runs;
        this.ends = ends;
        this.clock = clock;
    }

    /** Stops a running container: the signal, and KILL after the grace period. Returns once it has ended. */
    void stop(ObservedContainer container, Signal signal, Duration grace) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty()) {
            // restarting, or about to start: nothing to signal, only to forbid
            pods.ask(record, record.run(), signal);
            return;
        }
        tell(record, signal);
        runs.stopping(record);
        try {
            if (record.kind() == WorkloadKind.DEPLOYMENT) {
                stopDeployment(record, pod.get(), signal, grace);
            } else {
                stopPod(record, pod.get(), signal, grace);
            }
            runs.stopped(record);
        } finally {
            runs.notStopping(record);
        }
    }

    /** Sends a signal; returns once the process has ended where that is by KILL, or within a moment. */
    void kill(ObservedContainer container, Signal signal) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty()) {
            throw notRunning(record);
        }
        tell(record, signal);
        if (signal.equals(Signal.KILL)) {
            pods.force(record, pod.get(), Duration.ZERO);
            return;
        }
        if (record.spec().restart().restarts() && endsRestarts(record, signal)) {
            forbidRestart(record, pod.get(), signal);
        }
        try (Pending<Over> end = ends.watchEnd(record, pod.get())) {
            ProcessSignals.Sent sent = signals.sendAndLook(record, pod.get(), signal);
            if (!sent.taken()) {
                throw ContainerWatch.await(end, JUST_ENDED).isPresent()
                        ? notRunning(record)
                        : EngineException.unsupported("the image of container " + record.id()
                                + " has no shell that could deliver signal " + signal.number()
                                + ": use docker stop, which Kubernetes itself delivers");
            }
            if (sent.ended()) {
                // its node knows, and who looks at it next is to be told so, too
                ContainerWatch.await(end, JUST_ENDED).ifPresent(over -> ends.tell(over, pod.get()));
            }
        }
    }

    /**
     * Signals what is between two tries of its restart policy: there is no process, so that all there is to do is to forbid
     * the next one, and the code of the last stays, also by KILL (moby {@code killWithSignal}).
     */
    void killBetweenTries(ObservedContainer container, Signal signal) {
        if (signal.equals(Signal.KILL) || endsRestarts(container.record(), signal)) {
            forbidNextTry(container);
        }
    }

    /** Stops what is between two tries of its restart policy, in the same way. */
    void stopBetweenTries(ObservedContainer container) {
        ContainerRecord record = container.record();
        runs.stopping(record);
        try {
            forbidNextTry(container);
            runs.stopped(record);
        } finally {
            runs.notStopping(record);
        }
    }

    private void forbidNextTry(ObservedContainer container) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isPresent() && record.kind() == WorkloadKind.DEPLOYMENT) {
            pods.endWithLog(
                    record,
                    pod.get(),
                    Duration.ZERO,
                    () -> pods.askAfterRelease(record, record.run(), Signal.TERM, Duration.ZERO));
            return;
        }
        pods.ask(record, pod.map(PodObservation::run).orElseGet(() -> RunLaunch.nextRun(container) - 1), Signal.TERM);
        // that of the next try may be there, and is not to begin
        pod.filter(p -> p.process() instanceof ProcessState.Waiting).ifPresent(p -> store.endPod(p, Duration.ZERO));
    }

    /** Returns whether it is d2k that starts it again. */
    private static boolean restarted(ContainerRecord record) {
        return record.kind() == WorkloadKind.RUN_ONCE && record.spec().restart().restarts();
    }

    /** Any signal ends the restarts, or only the stop signal where one is configured (moby {@code killWithSignal}). */
    private static boolean endsRestarts(ContainerRecord record, Signal signal) {
        String own = ContainerViews.config(record).stopSignal();
        return own.isEmpty() || Signal.parse(own).filter(signal::equals).isPresent();
    }

    static EngineException notRunning(ContainerRecord record) {
        return EngineException.conflict("container " + record.id() + " is not running");
    }

    private void stopPod(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        if (signal.equals(Signal.KILL)) {
            pods.force(record, pod, Duration.ZERO);
            return;
        }
        if (restarted(record)) {
            pods.ask(record, pod.run(), signal);
        }
        // the node leaves a process a while between a TERM of its own and KILL: that is the last of the grace
        Duration last = pods.outlivesKill(record) ? min(grace, Entry.LEAST_GRACE) : Duration.ZERO;
        Optional<Over> over;
        try (Pending<Over> end = ends.watchEnd(record, pod)) {
            ProcessSignals.Sent sent = signals.send(record, pod, signal);
            pods.foresee(record, pod, sent.words());
            if (!sent.taken()) {
                // no shell in the image: the kubelet sends TERM, waits and kills
                pods.endWithLog(record, pod, grace, () -> {});
                return;
            }
            over = ContainerWatch.await(end, grace.minus(last));
            if (over.isEmpty() && last.isPositive()) {
                // one that is ending by the signal is not to get another, so it has all of its time
                if (!signals.gets(record, pod, ofImage(record))) {
                    pods.ask(record, pod.run(), signal);
                    store.stopPod(pod, Entry.LEAST_GRACE);
                }
                over = ContainerWatch.await(end, last);
            }
        }
        over.ifPresentOrElse(o -> ends.tell(o, pod), () -> {
            tell(record, Signal.KILL);
            pods.force(record, pod, Duration.ZERO);
        });
    }

    private void stopDeployment(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        if (signal.equals(Signal.KILL)) {
            pods.force(record, pod, Duration.ZERO);
            return;
        }
        switch (stopInPlace(record, pod, signal, grace)) {
            // the pod is nobody's to keep, and its log is to outlive it
            case DONE -> Thread.ofVirtual().name("log-keeper").start(() -> logKeeper.keep(record, pod));
            case LATE -> {
                tell(record, Signal.KILL);
                pods.force(record, pod, Duration.ZERO);
            }
            case REFUSED -> {
                if (!signal.equals(Signal.TERM)) {
                    signals.send(record, pod, signal);
                }
                pods.endWithLog(record, pod, grace, () -> pods.askAfterRelease(record, record.run(), signal, grace));
            }
        }
    }

    /**
     * The node gives the signal that the image says, and the time that the pod says. Another signal from inside would come too
     * early, and the kubelet begin the process once more, or too late.
     */
    private PodEnding.InPlace stopInPlace(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        Duration own = PodPlanRule.grace(record.spec().process());
        // a restart without any time is to be quick, but first of all to go on with the files
        boolean timed = grace.isPositive() || grace.isZero() && pods.startFollows(record);
        boolean asked = timed && grace.compareTo(own) <= 0 && signal.equals(ofImage(record));
        if (!asked || !(pod.process() instanceof ProcessState.Running) || !layers.outliveStop(record)) {
            return PodEnding.InPlace.REFUSED;
        }
        // a node that has begun to wait as long as the pod says cannot be told to wait less
        if (!grace.equals(own) && !signals.gets(record, pod, signal)) {
            return PodEnding.InPlace.REFUSED;
        }
        boolean untilItsKill = grace.equals(own) || grace.isZero();
        Duration patience = untilItsKill ? own.plus(PodEnding.IN_PLACE) : grace.plus(TOLD);
        return pods.endInPlace(record, pod, record.run(), signal, own, patience);
    }

    private static Signal ofImage(ContainerRecord record) {
        return record.image()
                .flatMap(facts -> Signal.parse(facts.config().stopSignal()))
                .orElse(Signal.TERM);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void tell(ContainerRecord record, Signal signal) {
        events.publish(record, "kill", Map.of("signal", Integer.toString(signal.number())));
    }

    /** The process may go on; once it ends, nothing starts it again, be it d2k or the kubelet. */
    private void forbidRestart(ContainerRecord record, PodObservation pod, Signal signal) {
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            Ending ending =
                    new Ending(record.run(), signal.number(), clock.instant(), OptionalInt.of(pod.restartCount()));
            store.update(record.id(), r -> r.withSignal(ending));
        } else {
            pods.ask(record, pod.run(), signal);
        }
    }
}
