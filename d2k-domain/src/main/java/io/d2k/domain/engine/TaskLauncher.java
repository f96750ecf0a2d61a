package io.d2k.domain.engine;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.rule.RestartWindowRule;
import io.d2k.domain.service.rule.TaskNodeRule;
import io.d2k.domain.service.rule.TaskTurnRule;
import io.d2k.domain.swarm.NodeAvailability;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes the pods of tasks that end for good: one for each place, another where the restart condition says so. Kubernetes'
 * own controllers would start them again whatever happens, or remove what they printed.
 */
final class TaskLauncher {
    private final ServiceStore store;
    private final ServicePlanning planning;
    private final SwarmService swarm;
    private final Clock clock;

    TaskLauncher(ServiceStore store, ServicePlanning planning, SwarmService swarm, Clock clock) {
        this.store = store;
        this.planning = planning;
        this.swarm = swarm;
        this.clock = clock;
    }

    /**
     * Makes and ends pods.
     *
     * @return when to look again, where something is due later
     */
    Optional<Instant> drive(ObservedService service, List<Task> tasks) {
        ServiceRecord record = service.record();
        TaskPlan plan = planning.outline(record);
        Map<String, Place> places = places(record, plan.scheduling());
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
                continue;
            }
            boolean told =
                    tasks.stream().anyMatch(t -> t.podUid().equals(pod.pod().uid()) && t.desired() != TaskState.REMOVE);
            // a pod that has no node yet is on its way to one
            boolean misplaced = !place(pod).isEmpty() && !places.containsKey(place(pod)) && !ended(pod);
            boolean old = pod.revision() != record.revision() && !ended(pod);
            if (!told || misplaced) {
                store.endPod(pod.pod(), ended(pod) ? Duration.ZERO : plan.pod().grace());
            } else if (old && makesRoom(place(pod), plan.rollout().startFirst(), turns, fresh)) {
                store.stopPod(pod.pod());
            }
        }
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
                    .anyMatch(p -> place(p).equals(place)
                            && !ended(p)
                            && (!startFirst || p.revision() == record.revision() || !turns.contains(place)));
            if (busy || active >= most || !open(place)) {
                continue;
            }
            Optional<Task> last = latest(fresh.getOrDefault(place, List.of()));
            Optional<Instant> due = last.or(() -> turns.contains(place)
                            ? Optional.empty()
                            : latest(tasks.stream()
                                    .filter(t -> t.place().equals(place))
                                    .toList()))
                    .map(t -> due(record, t, tasks))
                    .orElse(Optional.of(Instant.MIN));
            if (due.isEmpty()) {
                continue;
            }
            if (due.get().isAfter(clock.instant())) {
                next = earlier(next, due);
            } else {
                Optional<Seat> seat = seat(service, e, plan.scheduling(), taken);
                seat.ifPresent(s -> {
                    taken.add(s.place().node());
                    store.launch(
                            record,
                            planning.plan(record, s.facts(), new ArrayList<>()),
                            s.place(),
                            last.map(t -> t.run() + 1).orElse(0));
                });
                active += seat.isPresent() ? 1 : 0;
            }
        }
        return next;
    }

    /** Where a task is made, and what is known of it by that. */
    private record Seat(Place place, TaskFacts facts) {}

    /**
     * Returns where the task of a place is made; nothing as long as its node has to be known and none may take it.
     *
     * @param taken the nodes of what this pass has made, which no pod shows yet
     */
    private Optional<Seat> seat(
            ObservedService service, Map.Entry<String, Place> place, Scheduling scheduling, List<String> taken) {
        ServiceRecord record = service.record();
        int slot = place.getValue().slot();
        if (slot == 0) {
            TaskFacts facts = swarm.roles().nodes().stream()
                    .filter(n -> n.name().equals(place.getKey()))
                    .findFirst()
                    .map(n -> TaskFacts.ofNode(n.id(), n.name()))
                    .orElse(TaskFacts.NONE);
            return Optional.of(new Seat(place.getValue(), facts));
        }
        int number = TaskView.number(record.spec().mode(), slot);
        if (!TaskFacts.ofNodes(record.spec())) {
            return Optional.of(new Seat(place.getValue(), TaskFacts.ofSlot(number)));
        }
        if (scheduling.perNode() > 0 && service.pods().stream().anyMatch(TaskLauncher::underWay)) {
            return Optional.empty(); // where that one counts is not seen yet
        }
        List<String> busy = Stream.concat(
                        taken.stream(),
                        service.pods().stream().filter(p -> !ended(p)).map(TaskPod::node))
                .toList();
        return TaskNodeRule.choose(scheduling, swarm.roles().nodes(), busy)
                .map(n -> new Seat(new Place(slot, n.name()), TaskFacts.of(number, n.id(), n.name())));
    }

    private static Optional<Task> latest(List<Task> tasks) {
        return tasks.stream().max(Comparator.comparing(Task::created).thenComparingInt(Task::run));
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.filter(at -> b.isEmpty() || at.isBefore(b.get())).or(() -> b);
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

    private static boolean ended(TaskPod pod) {
        return pod.pod().process() instanceof ProcessState.Ended;
    }

    private static boolean underWay(TaskPod pod) {
        return !ended(pod) && pod.node().isEmpty();
    }

    private static String place(TaskPod pod) {
        return pod.slot() > 0 ? Integer.toString(pod.slot()) : pod.node();
    }

    private Map<String, Place> places(ServiceRecord record, Scheduling scheduling) {
        Map<String, Place> places = new LinkedHashMap<>();
        long slots = switch (record.spec().mode()) {
            case ServiceMode.Replicated r -> r.replicas();
            case ServiceMode.ReplicatedJob j -> j.totalCompletions();
            case ServiceMode.Global g -> 0;
            case ServiceMode.GlobalJob j -> 0;
        };
        LongStream.rangeClosed(1, slots).forEach(s -> places.put(Long.toString(s), new Place((int) s, "")));
        if (record.spec().mode().global()) {
            swarm.roles().nodes().stream()
                    .filter(n -> n.settings().availability() != NodeAvailability.DRAIN)
                    .filter(n -> scheduling.allows(n.node().labels()))
                    .forEach(n -> places.put(n.name(), new Place(0, n.name())));
        }
        return places;
    }

    /** Whether a place takes new tasks: a node that is down or paused keeps those that it has, and no more. */
    private boolean open(String place) {
        return swarm.roles().nodes().stream()
                .filter(n -> n.name().equals(place))
                .allMatch(n -> n.node().ready() && n.settings().availability() == NodeAvailability.ACTIVE);
    }
}
