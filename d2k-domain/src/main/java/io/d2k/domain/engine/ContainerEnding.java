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
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Ends processes. A signal is delivered by a further process in the container, so that the main process ends by itself,
 * its pod stays, and exit code and log with it. KILL cannot be sent from inside (process 1 is immune to it): where its files
 * can be used again, the node is told that the pod's time is up, and otherwise the pod is ended, whose log is kept first. A
 * Deployment is scaled to nothing, and its pod ended with the grace asked for; where its files can be used again, it is taken
 * away from its controllers first, and stays.
 */
final class ContainerEnding {
    // A kubelet that has lost the API server for a while ends a pod with its next full sync, more than 40 s later.
    private static final Duration AFTER_KILL = Duration.ofMinutes(3);
    // A node that has not done it by then is too old to tell, or has lost the API server.
    private static final Duration IN_PLACE = Duration.ofSeconds(30);
    // Nodes are told by the second that a pod's time is up.
    private static final Duration TOLD = Duration.ofSeconds(2);
    // A process that has just ended takes no signal either, and the cluster tells of its end a moment later.
    private static final Duration JUST_ENDED = Duration.ofSeconds(2);
    private static final Duration LOG_OPEN = Duration.ofSeconds(2);

    private final ContainerStore store;
    private final Predicate<String> task;
    private final Predicate<String> restarting;
    private final ProcessSignals signals;
    private final KeptLayers layers;
    private final LogKeeper logKeeper;
    private final ContainerEvents events;
    private final RunEvents runs;
    private final RunEnds ends;
    private final Clock clock;

    /**
     * Makes one.
     *
     * @param task tells by its ID whether a container is a task's: what follows its end is for its service to say
     * @param restarting tells by its ID whether a start of a container follows its end at once
     */
    ContainerEnding(
            ContainerStore store,
            Predicate<String> task,
            Predicate<String> restarting,
            ProcessSignals signals,
            KeptLayers layers,
            LogKeeper logKeeper,
            ContainerEvents events,
            RunEvents runs,
            RunEnds ends,
            Clock clock) {
        this.store = store;
        this.task = task;
        this.restarting = restarting;
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
            ask(record, record.run(), signal);
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

    /** Sends a signal; KILL returns once the process has ended. */
    void kill(ObservedContainer container, Signal signal) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty()) {
            throw notRunning(record);
        }
        tell(record, signal);
        if (signal.equals(Signal.KILL)) {
            force(record, pod.get(), Duration.ZERO);
            return;
        }
        if (record.spec().restart().restarts() && endsRestarts(record, signal)) {
            forbidRestart(record, pod.get(), signal);
        }
        try (Pending<Over> end = ends.watchEnd(record, pod.get())) {
            if (!signals.send(record, pod.get(), signal).taken()) {
                throw ContainerWatch.await(end, JUST_ENDED).isPresent()
                        ? notRunning(record)
                        : EngineException.unsupported("the image of container " + record.id()
                                + " has no shell that could deliver signal " + signal.number()
                                + ": use docker stop, which Kubernetes itself delivers");
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
            endWithLog(
                    record,
                    pod.get(),
                    Duration.ZERO,
                    () -> askAfterRelease(record, record.run(), Signal.TERM, Duration.ZERO));
            return;
        }
        ask(record, pod.map(PodObservation::run).orElseGet(() -> RunLaunch.nextRun(container) - 1), Signal.TERM);
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
            force(record, pod, Duration.ZERO);
            return;
        }
        if (restarted(record)) {
            ask(record, pod.run(), signal);
        }
        // the node leaves a process a while between a TERM of its own and KILL: that is the last of the grace
        Duration last = outlivesKill(record) ? min(grace, Entry.LEAST_GRACE) : Duration.ZERO;
        Optional<Over> over;
        try (Pending<Over> end = ends.watchEnd(record, pod)) {
            ProcessSignals.Sent sent = signals.send(record, pod, signal);
            foresee(record, pod, sent.words());
            if (!sent.taken()) {
                // no shell in the image: the kubelet sends TERM, waits and kills
                endWithLog(record, pod, grace, () -> {});
                return;
            }
            over = ContainerWatch.await(end, grace.minus(last));
            if (over.isEmpty() && last.isPositive()) {
                // one that is ending by the signal is not to get another, so it has all of its time
                if (!signals.gets(record, pod, ofImage(record))) {
                    ask(record, pod.run(), signal);
                    store.stopPod(pod, Entry.LEAST_GRACE);
                }
                over = ContainerWatch.await(end, last);
            }
        }
        over.ifPresentOrElse(o -> ends.tell(o, pod), () -> {
            tell(record, Signal.KILL);
            force(record, pod, Duration.ZERO);
        });
    }

    private void stopDeployment(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        if (signal.equals(Signal.KILL)) {
            force(record, pod, Duration.ZERO);
            return;
        }
        switch (stopInPlace(record, pod, signal, grace)) {
            // the pod is nobody's to keep, and its log is to outlive it
            case DONE -> Thread.ofVirtual().name("log-keeper").start(() -> logKeeper.keep(record, pod));
            case LATE -> {
                tell(record, Signal.KILL);
                force(record, pod, Duration.ZERO);
            }
            case REFUSED -> {
                if (!signal.equals(Signal.TERM)) {
                    signals.send(record, pod, signal);
                }
                endWithLog(record, pod, grace, () -> askAfterRelease(record, record.run(), signal, grace));
            }
        }
    }

    /**
     * The node gives the signal that the image says, and the time that the pod says. Another signal from inside would come too
     * early, and the kubelet begin the process once more, or too late.
     */
    private InPlace stopInPlace(ContainerRecord record, PodObservation pod, Signal signal, Duration grace) {
        Duration own = PodPlanRule.grace(record.spec().process());
        boolean asked = grace.isPositive() && grace.compareTo(own) <= 0 && signal.equals(ofImage(record));
        if (!asked || !(pod.process() instanceof ProcessState.Running) || !layers.outliveStop(record)) {
            return InPlace.REFUSED;
        }
        // a node that has begun to wait as long as the pod says cannot be told to wait less
        if (!grace.equals(own) && !signals.gets(record, pod, signal)) {
            return InPlace.REFUSED;
        }
        Duration patience = grace.plus(grace.equals(own) ? IN_PLACE : TOLD);
        return endInPlace(record, pod, record.run(), signal, own, patience);
    }

    private void force(ContainerRecord record, PodObservation pod, Duration grace) {
        if (task.test(record.id())) {
            endTask(record, pod, grace);
            return;
        }
        int run = record.kind() == WorkloadKind.DEPLOYMENT ? record.run() : pod.run();
        boolean killed = outlivesKill(record)
                && endInPlace(record, pod, run, Signal.KILL, Entry.LEAST_GRACE, IN_PLACE) == InPlace.DONE;
        if (!killed) {
            endWithLog(record, pod, grace, () -> askAfterRelease(record, run, Signal.KILL, grace));
        }
    }

    private boolean outlivesKill(ContainerRecord record) {
        return !task.test(record.id()) && layers.outliveKill(record);
    }

    private static Signal ofImage(ContainerRecord record) {
        return record.image()
                .flatMap(facts -> Signal.parse(facts.config().stopSignal()))
                .orElse(Signal.TERM);
    }

    /** What came of ending a process whose pod stays. */
    private enum InPlace {
        DONE,
        /** Its node was told, and it goes on. */
        LATE,
        /** Its node cannot be told. */
        REFUSED
    }

    /**
     * Ends the process and keeps its pod.
     *
     * @param atMost how long the pod may leave it from TERM to KILL
     */
    private InPlace endInPlace(
            ContainerRecord record, PodObservation pod, int run, Signal signal, Duration atMost, Duration patience) {
        CompletableFuture<Void> told = CompletableFuture.runAsync(
                () -> foresee(record, pod, layers.askNow(record, pod)), Thread::startVirtualThread);
        // a kubelet may begin the process of a Deployment once more before it learns that the pod's time is up
        boolean failing = record.kind() == WorkloadKind.DEPLOYMENT;
        try (Pending<Over> end = failing ? ends.watchFailure(record, pod) : ends.watchEnd(record, pod)) {
            store.release(record.id());
            ask(record, run, signal);
            told.join();
            if (!store.stopPod(pod, atMost)) {
                return InPlace.REFUSED;
            }
            Optional<Over> over = ContainerWatch.await(end, patience);
            over.flatMap(o -> ends.tell(o, pod)).ifPresent(e -> ends.record(record.id(), e));
            return over.isPresent() ? InPlace.DONE : InPlace.LATE;
        }
    }

    /** The files are looked at while the process ends where the next start is waiting for that. */
    private void foresee(ContainerRecord record, PodObservation pod, String words) {
        if (restarting.test(record.id())) {
            layers.expect(record, pod, words);
        }
    }

    private void endTask(ContainerRecord record, PodObservation pod, Duration grace) {
        try (Pending<Over> end = ends.watchEnd(record, pod)) {
            store.endPod(pod, grace);
            if (ContainerWatch.await(end, grace.plus(AFTER_KILL)).isEmpty()) {
                throw noExit();
            }
        }
    }

    private static EngineException noExit() {
        return EngineException.internal("tried to kill container, but did not receive an exit event");
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void tell(ContainerRecord record, Signal signal) {
        events.publish(record, "kill", Map.of("signal", Integer.toString(signal.number())));
    }

    private void endWithLog(ContainerRecord record, PodObservation pod, Duration grace, Runnable asking) {
        LogKeeper.Following log = logKeeper.follow(record, pod);
        // registered before anything ends, so that the end itself is seen and not only that the pod has gone
        try (Pending<Over> end = ends.watchEnd(record, pod)) {
            log.awaitOpen(LOG_OPEN);
            asking.run();
            store.endPod(pod, grace);
            Over over = ContainerWatch.await(end, grace.plus(AFTER_KILL)).orElseThrow(ContainerEnding::noExit);
            ends.tell(over, pod).ifPresent(e -> ends.record(record.id(), e));
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
        log.finishLater();
    }

    /** The process may go on; once it ends, nothing starts it again, be it d2k or the kubelet. */
    private void forbidRestart(ContainerRecord record, PodObservation pod, Signal signal) {
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            Ending ending =
                    new Ending(record.run(), signal.number(), clock.instant(), OptionalInt.of(pod.restartCount()));
            store.update(record.id(), r -> r.withSignal(ending));
        } else {
            ask(record, pod.run(), signal);
        }
    }

    /** The controllers of a Deployment that is to end would end its pod with the time that the pod says, before it is told another. */
    private void askAfterRelease(ContainerRecord record, int run, Signal signal, Duration grace) {
        if (!grace.equals(PodPlanRule.grace(record.spec().process()))) {
            store.release(record.id());
        }
        ask(record, run, signal);
    }

    private void ask(ContainerRecord record, int run, Signal signal) {
        Ending ending = new Ending(run, signal.number(), clock.instant());
        store.update(record.id(), r -> r.withEnding(ending));
    }
}
