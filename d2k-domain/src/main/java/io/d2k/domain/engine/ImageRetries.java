package io.d2k.domain.engine;

import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends the pods of Kubernetes' controllers whose image cannot be had, after the delay of the restart, so that these make
 * others: a node would try again by itself, with ever longer pauses, while a swarm's task is over with the first try.
 */
final class ImageRetries {
    private final ServiceStore store;
    private final Clock clock;

    ImageRetries(ServiceStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Ends the pods whose time has come.
     *
     * @return when to look again, where something is due later
     */
    Optional<Instant> drive(ObservedService service, List<Task> tasks) {
        Optional<Instant> next = Optional.empty();
        for (Task task : rejected(service, tasks)) {
            Instant due = due(service, task);
            if (due.isAfter(clock.instant())) {
                next = TaskLauncher.earlier(next, Optional.of(due));
            } else {
                service.pod(task).ifPresent(p -> store.endPod(p.pod(), Duration.ZERO));
            }
        }
        return next;
    }

    /** Returns the tasks that follow, while the delay of their restart lasts. */
    List<Task> waiting(ObservedService service, List<Task> tasks) {
        return rejected(service, tasks).stream()
                .filter(t -> due(service, t).isAfter(clock.instant()))
                .map(t -> TaskLauncher.podless(
                        service.record(),
                        Map.entry(t.place(), new Place(t.slot(), t.slot() > 0 ? "" : t.node())),
                        Optional.of(t),
                        TaskStatus.of(TaskState.READY, t.status().at(), ""),
                        TaskState.READY))
                .toList();
    }

    private static List<Task> rejected(ObservedService service, List<Task> tasks) {
        return tasks.stream()
                .filter(t -> t.status().state() == TaskState.REJECTED && t.desired() != TaskState.REMOVE)
                .filter(t -> service.pod(t).filter(ImageRetries::missing).isPresent())
                .toList();
    }

    private static boolean missing(TaskPod p) {
        return !p.pod().going()
                && p.byHand() == HandEnding.NONE
                && StartFailure.of(p.pod()).filter(StartFailure::imageMissing).isPresent();
    }

    private static Instant due(ObservedService service, Task task) {
        return task.status().at().plus(service.record().spec().task().restart().delay());
    }
}
