package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.domain.port.out.Subscription;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Removes containers. */
final class ContainerRemoval {
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");

    private final ContainerStore store;
    private final Predicate<String> task;
    private final ContainerViews views;
    private final VolumeService volumes;
    private final PullCredentials credentials;
    private final JustEnded justEnded;
    private final ContainerEvents events;
    private final RunEvents runs;
    private final Clock clock;
    private final Set<String> removing = ConcurrentHashMap.newKeySet();

    /**
     * Makes one.
     *
     * @param task tells by its ID whether a container is a task's: what happens to it is told when it is seen
     */
    ContainerRemoval(
            ContainerStore store,
            Predicate<String> task,
            ContainerViews views,
            VolumeService volumes,
            PullCredentials credentials,
            JustEnded justEnded,
            ContainerEvents events,
            RunEvents runs,
            Clock clock) {
        this.store = store;
        this.task = task;
        this.views = views;
        this.volumes = volumes;
        this.credentials = credentials;
        this.justEnded = justEnded;
        this.events = events;
        this.runs = runs;
        this.clock = clock;
    }

    void remove(ObservedContainer container, boolean force, boolean withVolumes) {
        ContainerRecord record = container.record();
        if (record.removing() || !removing.add(record.id())) {
            throw EngineException.conflict("removal of container " + record.name() + " is already in progress");
        }
        try {
            // another client may have removed it since it was looked up
            ObservedContainer now = present(record);
            boolean over = !force && views.state(now).running() && !task.test(record.id()) && justEnded.test(now);
            removeNow(over ? present(record) : now, force, withVolumes);
        } finally {
            removing.remove(record.id());
        }
    }

    private ObservedContainer present(ContainerRecord record) {
        return store.find(record.id())
                .orElseThrow(() -> EngineException.notFound("No such container: " + record.name()));
    }

    private void removeNow(ObservedContainer container, boolean force, boolean withVolumes) {
        ContainerRecord record = container.record();
        ContainerState state = views.state(container);
        if (state.running() && !force) {
            throw EngineException.conflict("cannot remove container \"/" + record.name()
                    + "\": container is " + state.status().word()
                    + ": stop the container before removing or force remove");
        }
        StateProjection.currentPod(container)
                .filter(p -> p.process() instanceof ProcessState.Running && !task.test(record.id()))
                .ifPresent(p -> {
                    events.publish(record, "kill", Map.of("signal", Integer.toString(Signal.KILL.number())));
                    // told: a signal that was sent before and has not ended it is not what the end came of
                    ContainerRecord killed =
                            record.withEnding(new Ending(record.run(), Signal.KILL.number(), clock.instant()));
                    runs.died(killed, p, StateProjection.lost(record, p, "", clock.instant()));
                });
        remove(record, withVolumes);
    }

    /** Removes a container that has ended, with its anonymous volumes; an absent one is fine. */
    void removeEnded(String id) {
        if (removing.add(id)) {
            try {
                store.find(id)
                        .map(ObservedContainer::record)
                        .filter(r -> !r.removing())
                        .ifPresent(r -> remove(r, true));
            } finally {
                removing.remove(id);
            }
        }
    }

    List<String> prune(Filters filters, Predicate<String> starting) {
        filters.allowOnly(PRUNE_FILTERS);
        Predicate<Instant> old = UntilFilter.of(filters, clock.instant());
        List<String> removed = new ArrayList<>();
        for (ObservedContainer c : store.list()) {
            ContainerRecord record = c.record();
            var labels = ContainerViews.config(record).labels();
            boolean chosen = !record.removing()
                    && !views.state(c).running()
                    && !starting.test(record.id()) // a start takes longer here, and is not for nothing
                    && filters.matchesLabels(labels)
                    && filters.excludesLabels(labels)
                    && old.test(record.created());
            if (chosen) {
                remove(record, false);
                removed.add(record.id());
            }
        }
        events.pruned();
        return removed;
    }

    private void remove(ContainerRecord record, boolean withVolumes) {
        if (task.test(record.id())) {
            store.remove(record);
            return;
        }
        // the volumes go first: whoever waits for the removal finds nothing left
        if (withVolumes) {
            volumes.removeAnonymous(record.anonymousVolumes(), record.id());
        }
        AtomicBoolean told = new AtomicBoolean();
        // told when the record has gone, not after all that goes with it: whoever has waited for that may look for it
        try (Subscription gone = store.subscribe((id, now) -> {
            if (id.equals(record.id()) && now.isEmpty()) {
                tell(record, told);
            }
        })) {
            store.remove(record);
        }
        tell(record, told);
        credentials.tidy();
    }

    private void tell(ContainerRecord record, AtomicBoolean told) {
        if (told.compareAndSet(false, true)) {
            events.publish(record, "destroy");
        }
    }
}
