package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.AtStart;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.container.rule.HostsFileRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes runs of containers and waits until their processes run, have ended, or cannot start. */
final class RunLaunch {
    private static final Logger LOG = System.getLogger(RunLaunch.class.getName());

    private final ContainerStore store;
    private final ContainerWatch watch;
    private final NetworkLookup networks;
    private final RunEvents events;
    private final EarlierRuns earlier;
    private final ContainerRemoval removal;
    private final PortPublishing ports;
    private final NameKeeper names;
    private final ContainerLinks links;
    private final VolumeFilling filling;
    private final Unplugging unplugging;
    private final IsolationKeeper isolation;
    private final OutputGates gates;
    private final KeptLayers layers;
    private final LayerPlacing placing;
    private final EngineSettings settings;

    RunLaunch(
            ContainerStore store,
            ContainerWatch watch,
            NetworkLookup networks,
            RunEvents events,
            EarlierRuns earlier,
            ContainerRemoval removal,
            PortPublishing ports,
            NameKeeper names,
            ContainerLinks links,
            VolumeFilling filling,
            Unplugging unplugging,
            IsolationKeeper isolation,
            OutputGates gates,
            KeptLayers layers,
            LayerPlacing placing,
            EngineSettings settings) {
        this.store = store;
        this.watch = watch;
        this.networks = networks;
        this.events = events;
        this.earlier = earlier;
        this.removal = removal;
        this.ports = ports;
        this.names = names;
        this.links = links;
        this.filling = filling;
        this.unplugging = unplugging;
        this.isolation = isolation;
        this.gates = gates;
        this.layers = layers;
        this.placing = placing;
        this.settings = settings;
    }

    /**
     * Makes a run and waits for its process.
     *
     * @param old UIDs of the pods of other runs
     * @throws EngineException where the process cannot start, which the container's record then tells, too
     */
    void launch(ObservedContainer container, Set<String> old) {
        ContainerRecord record = container.record();
        Optional<OutputGate> gate = gates.atStart(record);
        Optional<PodObservation> source = layers.source(container);
        earlier.finish(container, source);
        try {
            launch(container, old, filling.atStart(record), unplugging.atStart(record), gate, source);
        } finally {
            gate.ifPresent(OutputGate::withdraw);
        }
    }

    private void launch(
            ObservedContainer container,
            Set<String> old,
            List<Mount> fills,
            boolean unplugged,
            Optional<OutputGate> gate,
            Optional<PodObservation> source) {
        ContainerRecord record = container.record();
        int run = nextRun(container);
        prepared(record, run, () -> StartChecks.startable(record));
        boolean ran = record.lastRun().filter(LastRun::ran).isPresent();
        List<Attachment> resolved = prepared(record, run, () -> networks.resolved(record.networks(), ran));
        if (!resolved.equals(record.networks())) {
            store.update(record.id(), r -> r.withNetworks(resolved));
        }
        boolean stale = !container.problem().isEmpty();
        ContainerLinks.AtStart linked = prepared(record, run, () -> links.atStart(record.withNetworks(resolved)));
        makeReachable(record.withNetworks(resolved), run, linked);
        AtStart atStart = new AtStart(
                fills,
                unplugged,
                names.resolver(record.withNetworks(resolved)),
                HostsFileRule.byKubelet(linked.hosts()),
                linked.variables());
        store.prepare(record.id(), atStart);
        StartOutcome outcome;
        // registered before there is a pod, so that one which ends and is removed at once is seen
        try (ContainerWatch.Pending<StartOutcome> pending =
                watch.register(record.id(), now -> StartOutcome.judge(now, old, stale))) {
            Optional<StartOutcome> refused = ask(record, run, old, gate, source.flatMap(PodObservation::layer));
            outcome = refused.or(() -> ContainerWatch.await(pending, settings.startTimeout()))
                    .orElseGet(() -> StartOutcome.timedOut(store.find(record.id()), old, settings.startTimeout()));
        }
        switch (gate.isPresent() ? gate.get().pass(outcome) : outcome) {
            case StartOutcome.Started s -> {
                if (source.isPresent() && gate.filter(OutputGate::attended).isEmpty()) {
                    placing.await(record.id(), s.pod());
                }
                if (gate.isEmpty()) {
                    layers.askLater(record, s.pod());
                }
                filling.learn(s.record(), fills, s.pod());
                unplugging.learn(s.record(), s.pod());
                events.seen(s.record(), s.pod());
                ports.awaitAssigned(record.id());
                names.settle(s.record());
                earlier.clear(container, source);
            }
            case StartOutcome.Failed f
            when source.isPresent() && f.unplaced() -> {
                // better without its files than not at all: their node may be full, or may show no directory of its own
                LOG.log(
                        Level.WARNING,
                        "container " + record.id() + " starts without the files of its last run: "
                                + f.failure().message());
                if (f.pod().isPresent()) {
                    replace(f, old);
                }
                launch(store.find(record.id()).orElse(container), old, fills, unplugged, gate, Optional.empty());
            }
            case StartOutcome.Failed f
            when f.ungated().isPresent() -> {
                gates.learn(record, f.ungated().get());
                replace(f, old);
                gate.ifPresent(OutputGate::withdraw);
                launch(
                        store.find(record.id()).orElse(container),
                        old,
                        fills,
                        unplugged,
                        Optional.empty(),
                        Optional.empty());
            }
            case StartOutcome.Failed f
            when atStart.prepares() && f.unprepared().isPresent() -> {
                String why = f.unprepared().get();
                // the container is worth more than the content of its volumes: once more, and they stay empty
                if (!fills.isEmpty()) {
                    filling.bare(record, why);
                }
                if (unplugged) {
                    unplugging.unable(record, why);
                }
                store.prepare(record.id(), atStart.unprepared());
                replace(f, old);
                launch(store.find(record.id()).orElse(container), old, List.of(), false, gate, source);
            }
            case StartOutcome.Failed f
            when unplugged && f.pod().isEmpty() && f.kind() == ErrorKind.FORBIDDEN -> {
                // it may be that only the privilege to unplug is refused, as by Pod Security "baseline"
                store.prepare(record.id(), atStart.plugged());
                launch(store.find(record.id()).orElse(container), old, fills, false, gate, source);
                unplugging.refused(record, f.failure().message());
            }
            case StartOutcome.Failed f
            when !fills.isEmpty() && f.pod().isEmpty() && f.kind() == ErrorKind.FORBIDDEN -> {
                // it may be that only what fills them is refused, as by Pod Security "restricted"
                store.prepare(record.id(), atStart.unfilled());
                launch(store.find(record.id()).orElse(container), old, List.of(), unplugged, gate, source);
                filling.refused("container " + record.name(), f.failure().message());
            }
            case StartOutcome.Failed f -> {
                fail(record, run, f);
                throw f.exception();
            }
        }
    }

    /** A pod that could not do what was asked of it makes room; its successor may be there before it is looked for. */
    private void replace(StartOutcome.Failed failed, Set<String> old) {
        PodObservation pod = failed.pod().orElseThrow();
        store.endPod(pod, Duration.ZERO);
        old.add(pod.uid());
    }

    /** Ports that are taken fail the start before there is a pod; names are there when the process begins. */
    private void makeReachable(ContainerRecord record, int run, ContainerLinks.AtStart linked) {
        prepared(record, run, () -> {
            ports.open(record, run);
            names.prepare(record, linked.hosts());
            isolation.settle(record);
            return record;
        });
    }

    /** A start that fails before anything was asked of the cluster has failed nonetheless. */
    private <T> T prepared(ContainerRecord record, int run, Supplier<T> step) {
        try {
            return step.get();
        } catch (EngineException e) {
            fail(record, run, StartOutcome.refused(e));
            throw e;
        }
    }

    /** Asks the cluster for the run; a refusal, as by a quota, is a start that failed. */
    private Optional<StartOutcome> ask(
            ContainerRecord record, int run, Set<String> old, Optional<OutputGate> gate, Optional<KeptLayer> layer) {
        try {
            if (record.kind() == WorkloadKind.DEPLOYMENT) {
                store.start(record.id(), run, old, layer.flatMap(l -> layers.entry(record, layer)));
            } else {
                store.launch(
                        record,
                        run,
                        0,
                        gate.map(g -> layers.lasting(record, g.entry(layer))).or(() -> layers.entry(record, layer)));
            }
            return Optional.empty();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.FORBIDDEN || e.kind() == ErrorKind.INVALID) {
                return Optional.of(StartOutcome.refused(e));
            }
            throw e;
        }
    }

    /** Returns the number of the run that follows those of a container. */
    static int nextRun(ObservedContainer c) {
        int ended = Math.max(
                c.record().lastRun().map(LastRun::run).orElse(0),
                c.record().ending().map(Ending::run).orElse(0));
        int last = Math.max(c.record().run(), ended);
        return Math.max(
                        last,
                        c.pods().stream().mapToInt(PodObservation::run).max().orElse(0))
                + 1;
    }

    private void fail(ContainerRecord record, int run, StartOutcome.Failed failed) {
        StartFailure f = failed.failure();
        if (failed.pod().isPresent() && !f.imageMissing()) {
            events.failed(record);
        }
        if (record.spec().autoRemove()) {
            removal.removeEnded(record.id());
        } else if (store.find(record.id()).isPresent()) {
            store.update(
                    record.id(),
                    r -> r.withLastRun(LastRun.failed(
                            run, f.exitCode(), f.message(), 0, r.lastRun().filter(l -> l.run() < run))));
        }
        failed.pod().ifPresent(p -> store.endPod(p, Duration.ZERO));
    }
}
