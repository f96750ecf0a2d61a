package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The pods of a container's earlier runs at its next start, or of the tries before at the next one: they make room, but for the
 * one with whose files it goes on, and their logs are kept.
 */
final class EarlierRuns {
    private final ContainerStore store;
    private final LogKeeper logKeeper;

    EarlierRuns(ContainerStore store, LogKeeper logKeeper) {
        this.store = store;
        this.logKeeper = logKeeper;
    }

    /**
     * Has those of a Deployment make room before a start: it keeps the pod of the start before, or has another made of it, until
     * it is told that none is wanted.
     *
     * @param source the pod with the files of the last run
     */
    void finish(ObservedContainer before, Optional<PodObservation> source) {
        ContainerRecord record = before.record();
        if (record.kind() != WorkloadKind.DEPLOYMENT) {
            return;
        }
        List<PodObservation> old =
                others(before, source).stream().filter(p -> !p.going()).toList();
        // first of all: with the pods their logs go, and whoever watches for ends may come too late
        old.stream()
                .filter(p -> StateProjection.endOf(record, p).isPresent())
                .forEach(p -> logKeeper.keepEnded(record, p));
        if (record.wanted()) {
            Optional<LastRun> end = StateProjection.currentPod(before).flatMap(p -> StateProjection.endOf(record, p));
            store.update(record.id(), r -> end.map(r::withLastRun).orElseGet(r::withdrawn));
        }
        old.forEach(p -> store.endPod(p, Duration.ZERO));
    }

    /** Has those of what runs once make room after a start; the files of the last run may be on their way still. Returns at once. */
    void clear(ObservedContainer before, Optional<PodObservation> source) {
        if (before.record().kind() == WorkloadKind.DEPLOYMENT || before.pods().isEmpty()) {
            return;
        }
        Thread.ofVirtual().name("old-runs").start(() -> makeRoom(before, source));
    }

    /** Has the pods that there were before a new one make room. */
    void makeRoom(ObservedContainer before, Optional<PodObservation> source) {
        others(before, source).forEach(p -> {
            logKeeper.keep(before.record(), p);
            store.endPod(p, Duration.ZERO);
        });
    }

    private static List<PodObservation> others(ObservedContainer before, Optional<PodObservation> source) {
        return before.pods().stream()
                .filter(p -> source.filter(s -> s.uid().equals(p.uid())).isEmpty())
                .toList();
    }
}
