package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.rule.TaskNodeRule;
import io.d2k.domain.service.rule.TaskTurnRule;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tasks of services that cannot run. They get no pod, since there is none to be made; each is tried, and tried again
 * where the restart condition says so: what is asked of the nodes or the image may have changed by then.
 */
final class TaskTrials {
    /** Each attempt is written down, so that they are not made without a pause, whatever the restart condition says. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final ServicePlanning planning;
    private final TaskSeats seats;
    private final SwarmService swarm;
    private final Clock clock;

    TaskTrials(ServicePlanning planning, TaskSeats seats, SwarmService swarm, Clock clock) {
        this.planning = planning;
        this.seats = seats;
        this.swarm = swarm;
        this.clock = clock;
    }

    /**
     * What came of trying.
     *
     * @param tasks all tasks that are told of
     * @param next when the next one is due
     */
    record Tried(List<Task> tasks, Optional<Instant> next) {
        /** Copies the list. */
        Tried {
            tasks = List.copyOf(tasks);
        }
    }

    /** Returns in which places no task of an earlier form is to run any more. */
    Set<String> leaving(ObservedService service, List<Task> tasks) {
        ServiceRecord record = service.record();
        Set<String> places = places(record).keySet();
        Set<String> leaving = new HashSet<>();
        if (!TaskTurnRule.startFirst(record)) {
            leaving.addAll(turns(record, places, tasks));
            tasks.stream()
                    .filter(t -> t.revision() == record.revision())
                    .map(Task::place)
                    .forEach(leaving::add);
        }
        tasks.stream().map(Task::place).filter(p -> !places.contains(p)).forEach(leaving::add);
        return leaving;
    }

    private Set<String> turns(ServiceRecord record, Set<String> places, List<Task> tasks) {
        return TaskTurnRule.of(record, places, tasks, clock.instant()).places();
    }

    /** Returns why no task of the present form of a service can run; nothing where some do, or may. */
    Optional<TaskFault> fault(ObservedService service) {
        return service.underWay() || service.record().removing() ? Optional.empty() : planning.fault(service.record());
    }

    /**
     * Tries the tasks that are due.
     *
     * @param tasks those that are told of
     */
    Tried attempt(ObservedService service, List<Task> tasks, TaskFault fault) {
        if (fault.waits()) {
            return new Tried(tasks, Optional.empty());
        }
        Instant now = clock.instant();
        List<Task> all = new ArrayList<>(tasks);
        Map<String, Place> places = places(service.record());
        Set<String> turns = turns(service.record(), places.keySet(), tasks);
        Optional<Instant> next = Optional.empty();
        for (Map.Entry<String, Place> place : places.entrySet()) {
            Optional<Instant> due = due(service.record(), place.getKey(), all, turns);
            if (due.filter(at -> !at.isAfter(now)).isPresent()) {
                seat(service.record(), place.getValue())
                        .map(node -> task(service.record(), place, node, all, fault.status(now), TaskState.SHUTDOWN))
                        .ifPresent(all::add);
                due = due(service.record(), place.getKey(), all, turns);
            }
            next = TaskLauncher.earlier(next, due.filter(at -> at.isAfter(now)));
        }
        return new Tried(all, next);
    }

    /** Returns the tasks that wait for a node, of which no state is kept. */
    List<Task> waiting(ObservedService service, List<Task> tasks) {
        ServiceRecord record = service.record();
        Optional<TaskFault> fault = fault(service);
        if (fault.isEmpty()) {
            return List.of();
        }
        TaskState desired = record.spec().mode().job() ? TaskState.COMPLETE : TaskState.RUNNING;
        List<Task> waiting = new ArrayList<>();
        Map<String, Place> places = places(record);
        Set<String> turns = turns(record, places.keySet(), tasks);
        for (Map.Entry<String, Place> place : places.entrySet()) {
            Optional<Instant> due = due(record, place.getKey(), tasks, turns);
            String node = place.getValue().node();
            if (due.filter(at -> !at.isAfter(clock.instant())).isPresent()
                    && (fault.get().waits() || seat(record, place.getValue()).isEmpty())) {
                String why = fault.get().waits()
                        ? node.isEmpty() ? TaskNodeRule.pluginless(swarm.roles().nodes()) : TaskNodeRule.pluginless()
                        : TaskNodeRule.unfit(
                                planning.scheduling(record, new Warnings()),
                                swarm.roles().nodes(),
                                List.of());
                waiting.add(
                        task(record, place, node, tasks, TaskStatus.of(TaskState.PENDING, due.get(), why), desired));
            }
        }
        return waiting;
    }

    private Map<String, Place> places(ServiceRecord record) {
        Map<String, Place> places = seats.places(record, planning.scheduling(record, new Warnings()));
        if (record.spec().mode() instanceof ServiceMode.ReplicatedJob job) {
            List<String> later =
                    places.keySet().stream().skip(job.maxConcurrent()).toList();
            later.forEach(places::remove);
        }
        return places;
    }

    /** When a task is due in a place: one of an earlier form makes room first, or stays until the new one runs. */
    private static Optional<Instant> due(ServiceRecord record, String place, List<Task> tasks, Set<String> turns) {
        List<Task> here = tasks.stream().filter(t -> t.place().equals(place)).toList();
        List<Task> fresh =
                here.stream().filter(t -> t.revision() == record.revision()).toList();
        boolean lives = here.stream().anyMatch(t -> t.revision() != record.revision() && !t.over());
        if (fresh.isEmpty() && lives && !(turns.contains(place) && TaskTurnRule.startFirst(record))) {
            return Optional.empty();
        }
        Optional<Task> last = TaskLauncher.latestAt(place, fresh);
        Instant earliest = last.map(t -> t.status().at().plus(LEAST_PAUSE)).orElse(Instant.MIN);
        return TaskLauncher.due(record, last, tasks).map(at -> at.isBefore(earliest) ? earliest : at);
    }

    /** Returns the node that tries a task, unnamed where no nodes may be seen; nothing where none takes one. */
    private Optional<String> seat(ServiceRecord record, Place place) {
        if (swarm.roles().nodes().isEmpty()) {
            return Optional.of("");
        }
        if (!place.node().isEmpty()) {
            return Optional.of(place.node()).filter(seats::open);
        }
        return TaskNodeRule.choose(
                        planning.scheduling(record, new Warnings()),
                        swarm.roles().nodes(),
                        List.of())
                .map(SwarmNode::name);
    }

    private static Task task(
            ServiceRecord record,
            Map.Entry<String, Place> place,
            String node,
            List<Task> tasks,
            TaskStatus status,
            TaskState desired) {
        Optional<Task> last = TaskLauncher.latestAt(place.getKey(), tasks);
        String id = TaskLauncher.podlessId(record, place.getKey(), last);
        int run = last.filter(t -> t.revision() == record.revision())
                .map(t -> t.run() + 1)
                .orElse(0);
        return new Task(
                id, place.getValue().slot(), id, "", run, node, status.at(), record.revision(), status, desired);
    }
}
