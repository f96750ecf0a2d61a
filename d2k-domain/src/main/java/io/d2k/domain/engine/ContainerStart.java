package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Starts containers and waits until their processes run, have ended, or cannot start. */
final class ContainerStart {
    private static final int OTHER_FAILURE = 128;

    private final ContainerStore store;
    private final ContainerWatch watch;
    private final NetworkLookup networks;
    private final ContainerViews views;
    private final RunEvents events;
    private final LogKeeper logKeeper;
    private final ContainerRemoval removal;
    private final PortPublishing ports;
    private final NameKeeper names;
    private final EngineSettings settings;
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    ContainerStart(
            ContainerStore store,
            ContainerWatch watch,
            NetworkLookup networks,
            ContainerViews views,
            RunEvents events,
            LogKeeper logKeeper,
            ContainerRemoval removal,
            PortPublishing ports,
            NameKeeper names,
            EngineSettings settings) {
        this.store = store;
        this.watch = watch;
        this.networks = networks;
        this.views = views;
        this.events = events;
        this.logKeeper = logKeeper;
        this.removal = removal;
        this.ports = ports;
        this.names = names;
        this.settings = settings;
    }

    /** Returns whether a start of that container is under way; its failure is then this class's business. */
    boolean underWay(String id) {
        return starting.contains(id);
    }

    /**
     * Starts.
     *
     * @return false when it runs already
     */
    boolean start(ObservedContainer container) {
        ContainerRecord record = container.record();
        if (record.removing()) {
            throw EngineException.conflict("container is marked for removal and cannot be started");
        }
        if (views.state(container).running() || !starting.add(record.id())) {
            return false;
        }
        try {
            // another start may have come to its end since the container was looked up
            ObservedContainer now = store.find(record.id())
                    .orElseThrow(() -> EngineException.notFound("No such container: " + record.id()));
            if (views.state(now).running()) {
                return false;
            }
            launch(now);
            return true;
        } finally {
            starting.remove(record.id());
        }
    }

    private void launch(ObservedContainer container) {
        ContainerRecord record = container.record();
        int run = nextRun(container);
        List<Attachment> resolved = prepared(record, run, () -> networks.resolved(record.networks()));
        if (!resolved.equals(record.networks())) {
            store.update(record.id(), r -> r.withNetworks(resolved));
        }
        Set<String> old = container.pods().stream().map(PodObservation::uid).collect(Collectors.toSet());
        boolean stale = !container.problem().isEmpty();
        makeReachable(record.withNetworks(resolved), run);
        Outcome outcome;
        // registered before there is a pod, so that one which ends and is removed at once is seen
        try (ContainerWatch.Pending<Outcome> pending = watch.register(record.id(), now -> outcome(now, old, stale))) {
            ask(record, run);
            outcome =
                    ContainerWatch.await(pending, settings.startTimeout()).orElseGet(() -> timedOut(record.id(), old));
        }
        switch (outcome) {
            case Outcome.Started s -> {
                events.seen(s.record(), s.pod());
                ports.awaitAssigned(record.id());
                names.settle(s.record());
                clearOldRuns(container);
            }
            case Outcome.Failed f -> {
                fail(record, run, f);
                throw failure(f);
            }
        }
    }

    /** Ports that are taken fail the start before there is a pod; names are there when the process begins. */
    private void makeReachable(ContainerRecord record, int run) {
        prepared(record, run, () -> {
            ports.open(record, run);
            names.prepare(record);
            return record;
        });
    }

    /** A start that fails before anything was asked of the cluster has failed nonetheless. */
    private <T> T prepared(ContainerRecord record, int run, Supplier<T> step) {
        try {
            return step.get();
        } catch (EngineException e) {
            fail(
                    record,
                    run,
                    new Outcome.Failed(
                            new StartFailure(e.getMessage(), OTHER_FAILURE, false), Optional.empty(), e.kind()));
            throw e;
        }
    }

    /** Asks the cluster for the run; a refusal, as by a quota, is a start that failed. */
    private void ask(ContainerRecord record, int run) {
        try {
            if (record.kind() == WorkloadKind.DEPLOYMENT) {
                store.update(record.id(), r -> r.started(run));
            } else {
                store.launch(record, run, 0);
            }
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.FORBIDDEN || e.kind() == ErrorKind.INVALID) {
                fail(
                        record,
                        run,
                        new Outcome.Failed(
                                new StartFailure(e.getMessage(), OTHER_FAILURE, false), Optional.empty(), e.kind()));
            }
            throw e;
        }
    }

    private sealed interface Outcome {
        record Started(ContainerRecord record, PodObservation pod) implements Outcome {}

        record Failed(StartFailure failure, Optional<PodObservation> pod, ErrorKind kind) implements Outcome {}
    }

    private static int nextRun(ObservedContainer c) {
        int ended = Math.max(
                c.record().lastRun().map(LastRun::run).orElse(0),
                c.record().ending().map(Ending::run).orElse(0));
        int last = Math.max(c.record().run(), ended);
        return Math.max(
                        last,
                        c.pods().stream().mapToInt(PodObservation::run).max().orElse(0))
                + 1;
    }

    /**
     * Judges the state.
     *
     * @param stale whether the cluster had a problem with the container before, so that one told now may be that
     */
    private static Optional<Outcome> outcome(Optional<ObservedContainer> now, Set<String> old, boolean stale) {
        if (now.isEmpty()) {
            return Optional.of(new Outcome.Failed(
                    new StartFailure("the container was removed while it started", OTHER_FAILURE, false),
                    Optional.empty(),
                    ErrorKind.CONFLICT));
        }
        Optional<PodObservation> fresh =
                now.get().pods().stream().filter(p -> !old.contains(p.uid())).findFirst();
        if (fresh.isEmpty()) {
            String problem = now.get().problem();
            return stale || problem.isEmpty() || !now.get().record().wanted()
                    ? Optional.empty()
                    : Optional.of(new Outcome.Failed(
                            new StartFailure(problem, OTHER_FAILURE, false), Optional.empty(), ErrorKind.FORBIDDEN));
        }
        PodObservation pod = fresh.get();
        Optional<StartFailure> failure = StartFailure.of(pod);
        if (failure.isPresent()) {
            return Optional.of(new Outcome.Failed(failure.get(), fresh, kindOf(failure.get())));
        }
        boolean begun = !(pod.process() instanceof ProcessState.Waiting)
                || pod.lastEnded().isPresent();
        return begun ? Optional.of(new Outcome.Started(now.get().record(), pod)) : Optional.empty();
    }

    private static ErrorKind kindOf(StartFailure failure) {
        if (failure.imageMissing()) {
            return ErrorKind.NOT_FOUND;
        }
        // a command that is missing or may not run is the caller's mistake, as in moby's translateContainerdStartErr
        return failure.exitCode() == OTHER_FAILURE ? ErrorKind.INTERNAL : ErrorKind.INVALID;
    }

    private Outcome timedOut(String id, Set<String> old) {
        Optional<PodObservation> pod = store.find(id)
                .flatMap(c ->
                        c.pods().stream().filter(p -> !old.contains(p.uid())).findFirst());
        String problem = store.find(id)
                .map(ObservedContainer::problem)
                .filter(p -> !p.isEmpty())
                .orElse("no pod was made");
        String why = pod.map(ContainerStart::reason).orElse(problem);
        return new Outcome.Failed(
                new StartFailure(
                        "the container did not start within " + seconds(settings.startTimeout()) + ": " + why,
                        OTHER_FAILURE,
                        false),
                pod,
                ErrorKind.UNAVAILABLE);
    }

    private static String reason(PodObservation pod) {
        if (!pod.unschedulable().isEmpty()) {
            return pod.unschedulable();
        }
        if (pod.process() instanceof ProcessState.Waiting w && !w.reason().isEmpty()) {
            return w.message().isEmpty() ? w.reason() : w.reason() + ": " + w.message();
        }
        return pod.message().isEmpty() ? "pod is " + pod.phase() : pod.message();
    }

    private static String seconds(Duration limit) {
        return limit.toSeconds() + " s";
    }

    private void fail(ContainerRecord record, int run, Outcome.Failed failed) {
        StartFailure f = failed.failure();
        LastRun end = new LastRun(run, false, f.exitCode(), false, f.message(), Optional.empty(), Optional.empty(), 0);
        if (record.spec().autoRemove()) {
            removal.removeEnded(record.id());
        } else if (store.find(record.id()).isPresent()) {
            store.update(record.id(), r -> r.withLastRun(end));
        }
        failed.pod().ifPresent(p -> store.endPod(p, Duration.ZERO));
    }

    private static EngineException failure(Outcome.Failed failed) {
        return new EngineException(failed.kind(), failed.failure().message());
    }

    /** The pods of earlier runs make room; their logs are kept. */
    private void clearOldRuns(ObservedContainer before) {
        if (before.record().kind() == WorkloadKind.DEPLOYMENT || before.pods().isEmpty()) {
            return;
        }
        List<PodObservation> old = before.pods();
        Thread.ofVirtual()
                .name("old-runs")
                .start(() -> old.forEach(p -> {
                    logKeeper.keep(before.record(), p);
                    store.endPod(p, Duration.ZERO);
                }));
    }
}
