package io.d2k.domain.engine;

import io.d2k.domain.engine.TaskSeats.Seat;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.service.rule.RestartWindowRule;
import io.d2k.domain.service.rule.TaskTurnRule;
import io.d2k.domain.swarm.SwarmId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the pods of tasks that end for good: one for each place, another where the restart condition says so. Kubernetes'
 * own controllers would start them again whatever happens, or remove what they printed. Where these make the pods, it
 * sees to it that they try again where an image cannot be had.
 */
final class TaskLauncher {
    private final ServiceStore store;
    private final ServicePlanning planning;
    private final TaskSeats seats;
    private final Clock clock;
    private final ImageRetries retries;

    TaskLauncher(ServiceStore store, ServicePlanning planning, TaskSeats seats, Clock clock) {
        this.store = store;
        this.planning = planning;
        this.seats = seats;
        this.clock = clock;
        this.retries = new ImageRetries(store, clock);
    }

    /**
     * Makes and ends pods.
     *
     * @return when to look again, where something is due later
     */
    Optional<Instant> drive(ObservedService service, List<Task> tasks) {
        ServiceRecord record = service.record();
        if (record.workload() != WorkloadType.PODS) {
            return retries.drive(service, tasks);
        }
        TaskPlan plan = planning.outline(record);
        Map<String, Place> places = seats.places(record, plan.scheduling());
        TaskTurnRule.Turns turns = TaskTurnRule.of(record, places.keySet(), tasks, clock.instant());
        Map<String, List<Task>> fresh = tasks.stream()
                .filter(t -> t.revision() == record.revision())
                .collect(Collectors.groupingBy(Task::place));
        end(service, tasks, plan, places, turns.places(), fresh);
        return earlier(turns.next(), launch(service, tasks, plan, places, turns.places(), fresh));
    }

    private void end(
            ObservedService service,
            List<Task> tasks,
            TaskPlan plan,
            Map<String, Place> places,
            Set<String> turns,
            Map<String, List<Task>> fresh) {
        ServiceRecord record = service.record();
        for (TaskPod pod : service.pods()) {
            if (pod.pod().going()) {
                if (seats.lost(pod)) {
                    // nobody is there to say that its process has ended, and its place waits for that
                    store.forgetPod(pod.pod());
                }
                continue;
            }
            boolean told =
                    tasks.stream().anyMatch(t -> t.podUid().equals(pod.pod().uid()) && t.desired() != TaskState.REMOVE);
            // a pod that has no node yet is on its way to one
            boolean misplaced = !TaskSeats.place(pod).isEmpty()
                    && !places.containsKey(TaskSeats.place(pod))
                    && !TaskSeats.ended(pod);
            boolean old = pod.template() != record.template() && !TaskSeats.ended(pod);
            if (!told || misplaced) {
                store.endPod(
                        pod.pod(),
                        TaskSeats.ended(pod) ? Duration.ZERO : plan.pod().grace());
            } else if (!TaskSeats.ended(pod) && rejected(pod, tasks)) {
                // its node would try for ever to have the image; a swarm's task is over with the first try
                store.stopPod(pod.pod());
            } else if (old && makesRoom(TaskSeats.place(pod), plan.rollout().startFirst(), turns, fresh)) {
                store.stopPod(pod.pod());
            }
        }
    }

    private static boolean rejected(TaskPod pod, List<Task> tasks) {
        return tasks.stream()
                .anyMatch(t -> t.podUid().equals(pod.pod().uid()) && t.status().state() == TaskState.REJECTED);
    }

    /** Whether a task of an old form is to end now. */
    private static boolean makesRoom(
            String place, boolean startFirst, Set<String> turns, Map<String, List<Task>> fresh) {
        List<Task> successors = fresh.getOrDefault(place, List.of());
        return startFirst
                ? successors.stream().anyMatch(t -> t.status().state() == TaskState.RUNNING)
                : turns.contains(place) || !successors.isEmpty();
    }

    private Optional<Instant> launch(
            ObservedService service,
            List<Task> tasks,
            TaskPlan plan,
            Map<String, Place> places,
            Set<String> turns,
            Map<String, List<Task>> fresh) {
        ServiceRecord record = service.record();
        boolean startFirst =
                plan.rollout().startFirst() && !record.spec().mode().job();
        long active = tasks.stream().filter(t -> !t.over()).count();
        long most = record.spec().mode() instanceof ServiceMode.ReplicatedJob j ? j.maxConcurrent() : Long.MAX_VALUE;
        List<String> taken = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Map.Entry<String, Place> e : places.entrySet()) {
            String place = e.getKey();
            boolean busy = service.pods().stream()
                    .anyMatch(p -> TaskSeats.place(p).equals(place)
                            && !TaskSeats.ended(p)
                            && (!startFirst
                                    || p.template() == record.template()
                                    || !turns.contains(place) && !fresh.containsKey(place)));
            if (busy || active >= most || !seats.open(place)) {
                continue;
            }
            Optional<Task> last = latest(fresh.getOrDefault(place, List.of()));
            Optional<Instant> due = last.or(() -> turns.contains(place) ? Optional.empty() : latestAt(place, tasks))
                    .map(t -> due(record, t, tasks))
                    .orElse(Optional.of(Instant.MIN));
            if (due.isEmpty()) {
                continue;
            }
            if (due.get().isAfter(clock.instant())) {
                next = earlier(next, due);
            } else {
                Optional<Seat> seat = seats.seat(service, e, plan.scheduling(), taken);
                seat.ifPresent(s -> {
                    taken.add(s.place().node());
                    String id = id(record, place, latestAt(place, tasks));
                    store.launch(
                            record,
                            planning.plan(record, s.facts().named(record.name(), id), new ArrayList<>()),
                            s.place(),
                            last.map(t -> t.run() + 1).orElse(0),
                            id);
                });
                active += seat.isPresent() ? 1 : 0;
            }
        }
        return next;
    }

    private static Optional<Task> latest(List<Task> tasks) {
        return tasks.stream().max(Comparator.comparing(Task::created).thenComparingInt(Task::run));
    }

    /**
     * Returns the ID of a task whose pod is made now: the one that it was shown with while it waited. Those that a place had
     * may have been forgotten, and what begins there once more is another task.
     */
    private static String id(ServiceRecord record, String place, Optional<Task> last) {
        String id = podlessId(record, place, last);
        return last.isPresent() ? id : SwarmId.of(id + " " + record.version());
    }

    /** Returns the ID of a task that has no pod, from the last one in its place. */
    static String podlessId(ServiceRecord record, String place, Optional<Task> last) {
        return SwarmId.of(record.id() + " " + place + " " + record.revision() + " "
                + last.map(Task::id).orElse(""));
    }

    /** Returns the task that was the last one to be made in a place. */
    static Optional<Task> latestAt(String place, List<Task> tasks) {
        return latest(tasks.stream().filter(t -> t.place().equals(place)).toList());
    }

    /**
     * Returns the tasks that have no pod: those that begin when the delay of their restart is over, and those whose node has
     * to be known before and that none may take, of which a swarm tells why they are pending.
     *
     * @param tasks those that have pods, or had
     */
    List<Task> waiting(ObservedService service, List<Task> tasks) {
        ServiceRecord record = service.record();
        if (record.removing()) {
            return List.of();
        }
        if (record.workload() != WorkloadType.PODS) {
            return retries.waiting(service, tasks);
        }
        boolean chosen = seats.chosen(record);
        Scheduling scheduling = planning.outline(record).scheduling();
        List<Task> waiting = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, Place> e : seats.places(record, scheduling).entrySet()) {
            String place = e.getKey();
            boolean lives = tasks.stream().anyMatch(t -> t.place().equals(place) && !t.over())
                    || service.pods().stream().anyMatch(p -> TaskSeats.place(p).equals(place) && !TaskSeats.ended(p));
            Optional<Task> last = latestAt(place, tasks);
            Optional<Instant> due = due(record, last, tasks);
            if (lives || due.isEmpty()) {
                continue;
            }
            if (due.get().isAfter(clock.instant())) {
                Instant since = last.map(t -> t.status().at()).orElse(due.get());
                waiting.add(podless(record, e, last, TaskStatus.of(TaskState.READY, since, ""), TaskState.READY));
            } else if (chosen) {
                seats.seat(service, e, scheduling, taken)
                        .ifPresentOrElse(
                                s -> taken.add(s.place().node()),
                                () -> seats.unfit(service, scheduling, taken)
                                        .map(why -> TaskStatus.of(TaskState.PENDING, due.get(), why))
                                        .map(status -> podless(record, e, last, status, meant(record)))
                                        .ifPresent(waiting::add));
            }
        }
        return waiting;
    }

    private static TaskState meant(ServiceRecord record) {
        return record.spec().mode().job() ? TaskState.COMPLETE : TaskState.RUNNING;
    }

    /** Returns a task that has no pod. */
    static Task podless(
            ServiceRecord record,
            Map.Entry<String, Place> place,
            Optional<Task> last,
            TaskStatus status,
            TaskState desired) {
        return new Task(
                podlessId(record, place.getKey(), last),
                place.getValue().slot(),
                "",
                "",
                0,
                place.getValue().node(),
                status.at(),
                record.revision(),
                status,
                desired);
    }

    /** Returns the earlier one of two times that there may be. */
    static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.filter(at -> b.isEmpty() || at.isBefore(b.get())).or(() -> b);
    }

    /** When a task is due in a place whose last one is that; nothing where none is. */
    static Optional<Instant> due(ServiceRecord record, Optional<Task> last, List<Task> tasks) {
        return last.filter(t -> t.revision() == record.revision())
                .map(t -> due(record, t, tasks))
                .orElse(Optional.of(record.updated()));
    }

    /** When the task that follows is due; nothing where none follows. */
    private static Optional<Instant> due(ServiceRecord record, Task last, List<Task> tasks) {
        if (!last.over()) {
            return Optional.empty();
        }
        RestartCondition restart = record.spec().task().restart();
        boolean failed = last.status().state() != TaskState.COMPLETE;
        boolean replaced = restart.replaces(failed, RestartWindowRule.attempts(restart, last, tasks))
                && (failed || !record.spec().mode().job());
        return replaced ? Optional.of(last.status().at().plus(restart.delay())) : Optional.empty();
    }
}
