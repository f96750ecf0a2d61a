package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.engine.ContainerWatch.Pending;
import io.d2k.domain.engine.RunEnds.Over;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Ends pods, and processes by their pods. Where the files of a process can be used again, the node is told that the pod's
 * time is up, and the pod stays; that of a Deployment is taken away from its controllers first. Otherwise the pod is ended,
 * whose log is kept first.
 */
final class PodEnding {
    // A kubelet that has lost the API server for a while ends a pod with its next full sync, more than 40 s later.
    private static final Duration AFTER_KILL = Duration.ofMinutes(3);
    // A node that has not done it by then is too old to tell, or has lost the API server.
    static final Duration IN_PLACE = Duration.ofSeconds(30);
    private static final Duration LOG_OPEN = Duration.ofSeconds(2);

    private final ContainerStore store;
    private final Predicate<String> task;
    private final Predicate<String> restarting;
    private final KeptLayers layers;
    private final LogKeeper logKeeper;
    private final RunEnds ends;
    private final Clock clock;

    /**
     * Makes one.
     *
     * @param task tells by its ID whether a container is a task's: what follows its end is for its service to say
     * @param restarting tells by its ID whether a start of a container follows its end at once
     */
    PodEnding(
            ContainerStore store,
            Predicate<String> task,
            Predicate<String> restarting,
            KeptLayers layers,
            LogKeeper logKeeper,
            RunEnds ends,
            Clock clock) {
        this.store = store;
        this.task = task;
        this.restarting = restarting;
        this.layers = layers;
        this.logKeeper = logKeeper;
        this.ends = ends;
        this.clock = clock;
    }

    /** Ends the process at once, where its files can be used again with the pod left in place. Returns once it has ended. */
    void force(ContainerRecord record, PodObservation pod, Duration grace) {
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

    /** Returns whether the pod can stay, and the files with it, when the process is killed. */
    boolean outlivesKill(ContainerRecord record) {
        return !task.test(record.id()) && layers.outliveKill(record);
    }

    /** Returns whether the container is ended to be started again at once. */
    boolean startFollows(ContainerRecord record) {
        return restarting.test(record.id());
    }

    /** What came of ending a process whose pod stays. */
    enum InPlace {
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
    InPlace endInPlace(
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
    void foresee(ContainerRecord record, PodObservation pod, String words) {
        if (startFollows(record)) {
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

    /**
     * Ends the pod, whose log is kept first. Returns once the process has ended.
     *
     * @param grace how long the process may take from the signal to KILL
     * @param asking is done before the pod is ended
     */
    void endWithLog(ContainerRecord record, PodObservation pod, Duration grace, Runnable asking) {
        LogKeeper.Following log = logKeeper.follow(record, pod);
        // registered before anything ends, so that the end itself is seen and not only that the pod has gone
        try (Pending<Over> end = ends.watchEnd(record, pod)) {
            log.awaitOpen(LOG_OPEN);
            asking.run();
            store.endPod(pod, grace);
            Over over = ContainerWatch.await(end, grace.plus(AFTER_KILL)).orElseThrow(PodEnding::noExit);
            ends.tell(over, pod).ifPresent(e -> ends.record(record.id(), e));
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
        log.finishLater();
    }

    /** The controllers of a Deployment that is to end would end its pod with the time that the pod says, before it is told another. */
    void askAfterRelease(ContainerRecord record, int run, Signal signal, Duration grace) {
        if (!grace.equals(PodPlanRule.grace(record.spec().process()))) {
            store.release(record.id());
        }
        ask(record, run, signal);
    }

    /** Writes down that a run is asked to end, so that nothing starts it again. */
    void ask(ContainerRecord record, int run, Signal signal) {
        Ending ending = new Ending(run, signal.number(), clock.instant());
        store.update(record.id(), r -> r.withEnding(ending));
    }
}
