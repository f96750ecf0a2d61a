package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.service.rule.ServiceChangeRule;
import io.d2k.domain.service.rule.ServiceChangeRule.Standing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How updates of services end: well, paused, or by going back to what was there before. */
final class ServiceUpdates {
    private final ServiceStore store;
    private final ServicePlanning planning;
    private final Clock clock;

    ServiceUpdates(ServiceStore store, ServicePlanning planning, Clock clock) {
        this.store = store;
        this.planning = planning;
        this.clock = clock;
    }

    /** Writes down that all tasks were replaced. */
    void complete(ServiceRecord record) {
        status(record, s -> s.complete(clock.instant()));
    }

    /**
     * Lets an update go on that may lose tasks, and has lost some: Kubernetes would wait for them, and a swarm does not.
     *
     * @param lost how many places are not waited for
     */
    void goOn(ObservedService service, int lost) {
        ServiceRecord record = service.record();
        boolean held = service.workload()
                .filter(w -> w.version() == record.version() && !w.paused() && w.lost() < lost)
                .isPresent();
        if (held) {
            store.apply(record, planning.plan(record, new ArrayList<>()).without(lost));
        }
    }

    private ServiceRecord status(ServiceRecord record, UnaryOperator<UpdateStatus> change) {
        return store.update(record.id(), r -> {
            boolean same = r.version() == record.version();
            return same && r.status().filter(s -> s.state().underWay()).isPresent()
                    ? r.withStatus(r.status().map(change))
                    : r;
        });
    }

    /**
     * Writes down that too many new tasks have failed.
     *
     * @param taskId the last one
     * @return the service as it is to be now
     */
    ServiceRecord failed(ServiceRecord record, String taskId) {
        UpdateStatus status = record.status().orElseThrow();
        boolean back = !status.state().rollback()
                && record.spec().update().failureAction().equals("rollback")
                && record.previous().isPresent();
        return back ? goBack(record, taskId) : status(record, s -> s.pause(taskId));
    }

    private ServiceRecord goBack(ServiceRecord record, String taskId) {
        ServiceSpec spec = record.previous().orElseThrow();
        var networks = planning.networks(spec);
        var image = planning.image(spec.task().container(), Optional.empty());
        return store.update(record.id(), r -> {
            if (r.version() != record.version()) {
                return r;
            }
            ServiceRecord next = ServiceChangeRule.next(
                    r,
                    new Standing(true, false),
                    spec,
                    true,
                    networks,
                    r.ports(),
                    image.facts(),
                    image.toRun(),
                    clock.instant());
            ServiceRecord back =
                    planning.fault(next).isPresent() ? next : planning.filling(next, r.revision(), new Warnings());
            return back.withoutPrevious()
                    .withStatus(Optional.of(UpdateStatus.rollingBack(
                            clock.instant(),
                            "update rolled back due to failure or early termination of task " + taskId)));
        });
    }
}
