package io.d2k.domain.engine;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.port.out.ServiceStore.Place;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.rule.TaskNodeRule;
import io.d2k.domain.swarm.NodeAvailability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The places that a service has tasks in, and the nodes of those whose pods d2k makes for a node. */
final class TaskSeats {
    private final SwarmService swarm;

    TaskSeats(SwarmService swarm) {
        this.swarm = swarm;
    }

    /** Where a task is made, and what is known of it by that. */
    record Seat(Place place, TaskFacts facts) {}

    /**
     * Returns where the task of a place is made; nothing as long as its node has to be known and none may take it.
     *
     * @param taken the nodes of what this pass has made, which no pod shows yet
     */
    Optional<Seat> seat(
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
        if (!chosen(record)) {
            return Optional.of(new Seat(place.getValue(), TaskFacts.ofSlot(number)));
        }
        if (unseen(service, scheduling)) {
            return Optional.empty();
        }
        return TaskNodeRule.choose(scheduling, swarm.roles().nodes(), busy(service, taken))
                .map(n -> new Seat(new Place(slot, n.name()), TaskFacts.of(number, n.id(), n.name())));
    }

    /**
     * Returns whether the node of each task is chosen before its pod is made: where its spec says something of it, and where
     * there may be so many on a node, which Kubernetes does not count.
     */
    boolean chosen(ServiceRecord record) {
        boolean counted = record.spec().task().placement().maxReplicas() > 1;
        return !record.spec().mode().global()
                && (TaskFacts.ofNodes(record.spec()) || counted && swarm.roles().seen());
    }

    /** Returns why no node may take another task; nothing where that is not known at the moment. */
    Optional<String> unfit(ObservedService service, Scheduling scheduling, List<String> taken) {
        return unseen(service, scheduling)
                ? Optional.empty()
                : Optional.of(TaskNodeRule.unfit(scheduling, swarm.roles().nodes(), busy(service, taken)));
    }

    /**
     * Whether there is a task of which is not seen yet where it counts, or one of those that Kubernetes made while one was the
     * limit: it keeps others away, and not all schedulers try again when it has gone.
     */
    private static boolean unseen(ObservedService service, Scheduling scheduling) {
        return scheduling.perNode() > 0
                && service.pods().stream().anyMatch(p -> underWay(p) || !ended(p) && p.slot() == 0);
    }

    private static List<String> busy(ObservedService service, List<String> taken) {
        return Stream.concat(
                        taken.stream(),
                        service.pods().stream().filter(p -> !ended(p)).map(TaskPod::node))
                .toList();
    }

    /** Returns the places of a service in their order: its slots, or the nodes that are to have a task. */
    Map<String, Place> places(ServiceRecord record, Scheduling scheduling) {
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

    /** Returns whether a place takes new tasks: a node that is down or paused keeps those that it has, and no more. */
    boolean open(String place) {
        return swarm.roles().nodes().stream()
                .filter(n -> n.name().equals(place))
                .allMatch(n -> n.node().ready() && n.settings().availability() == NodeAvailability.ACTIVE);
    }

    /** Returns whether the node of a pod no longer reports. */
    boolean lost(TaskPod pod) {
        return swarm.roles().nodes().stream()
                .anyMatch(n -> n.name().equals(pod.node()) && !n.node().ready());
    }

    /** Returns the place that a pod was made for. */
    static String place(TaskPod pod) {
        return pod.slot() > 0 ? Integer.toString(pod.slot()) : pod.node();
    }

    /** Returns whether the process of a pod has ended. */
    static boolean ended(TaskPod pod) {
        return pod.pod().process() instanceof ProcessState.Ended;
    }

    private static boolean underWay(TaskPod pod) {
        return !ended(pod) && pod.node().isEmpty();
    }
}
