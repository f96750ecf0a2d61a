package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.engine.ContainerWatch.Pending;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Clock;
import java.util.Optional;

/** The ends of runs: waited for, told of as an event, and written down. */
final class RunEnds {
    private final ContainerStore store;
    private final ContainerWatch watch;
    private final ContainerViews views;
    private final RunEvents runs;
    private final Clock clock;

    RunEnds(ContainerStore store, ContainerWatch watch, ContainerViews views, RunEvents runs, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.views = views;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * The first state in which a process did not run any more; its pod may be gone a moment later.
     *
     * @param now nothing where the container has gone
     */
    record Over(Optional<ObservedContainer> now) {}

    /** Watches for the end of a pod's process. Another pod of the container tells nothing of it. */
    Pending<Over> watchEnd(ContainerRecord record, PodObservation pod) {
        return watch.register(
                record.id(),
                now -> now.map(c -> !views.state(c.as(pod)).running()).orElse(true)
                        ? Optional.of(new Over(now))
                        : Optional.empty());
    }

    /** Watches for the end of a pod: its process may be begun once more before. */
    Pending<Over> watchFailure(ContainerRecord record, PodObservation pod) {
        return watch.register(
                record.id(),
                now -> now.map(c -> c.as(pod).pods().stream().allMatch(PodObservation::failed))
                                .orElse(true)
                        ? Optional.of(new Over(now))
                        : Optional.empty());
    }

    /** Tells and returns how the process ended: as it was seen, or killed where its pod went without a word. */
    Optional<LastRun> tell(Over over, PodObservation pod) {
        return over.now().map(c -> {
            ContainerRecord record = c.record();
            Optional<PodObservation> last =
                    c.pods().stream().filter(p -> p.uid().equals(pod.uid())).findFirst();
            int run = record.kind() == WorkloadKind.DEPLOYMENT ? record.run() : pod.run();
            LastRun end = last.flatMap(p -> StateProjection.endOf(record, p))
                    .or(() -> record.lastRun().filter(l -> l.run() == run))
                    .orElseGet(() -> StateProjection.lost(record, pod, "", clock.instant()));
            runs.died(record, last.orElse(pod), end);
            return end;
        });
    }

    /** Writes down an end, once; a container that has gone needs no record. */
    void record(String id, LastRun end) {
        try {
            store.update(id, r -> known(r, end) ? r : r.withLastRun(end));
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Returns whether that end, or a later one, has been written down. */
    static boolean known(ContainerRecord record, LastRun end) {
        boolean deployment = record.kind() == WorkloadKind.DEPLOYMENT;
        boolean later = deployment && record.run() > end.run();
        return later
                || record.lastRun()
                        .filter(l -> l.run() > end.run()
                                || l.run() == end.run() && (deployment || l.restarts() >= end.restarts()))
                        .isPresent();
    }
}
