package io.d2k.domain.service.rule;

import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.WorkloadType;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of a service's numbered places a task gets, and which are given up when there are to be fewer.
 *
 * @param mode how many there are to be
 * @param workload what makes the pods
 * @param pods the pods that are there, by UID
 * @param leaving the slots that were given up before
 */
record SlotRule(ServiceMode mode, WorkloadType workload, Map<String, TaskPod> pods, Set<Integer> leaving) {
    /**
     * Returns the lowest slot whose task has gone, else the lowest that nobody has; while tasks are replaced, one of those
     * that are about to go.
     */
    int free(TaskPod p, Collection<Task> book) {
        Set<Integer> held = new HashSet<>();
        Set<Integer> same = new HashSet<>();
        for (Task t : book) {
            TaskPod other = pods.get(t.podUid());
            if (other != null && holds(other)) {
                held.add(t.slot());
                if (other.template() == p.template()) {
                    same.add(t.slot());
                }
            }
        }
        boolean room = held.size() < wanted();
        return (room ? book.stream().map(Task::slot).filter(s -> !leaving.contains(s)) : held.stream())
                .filter(slot -> !(room ? held : same).contains(slot))
                .min(Comparator.naturalOrder())
                .orElseGet(() -> lowest(held));
    }

    private static int lowest(Set<Integer> held) {
        return IntStream.iterate(1, slot -> slot + 1)
                .filter(slot -> !held.contains(slot))
                .findFirst()
                .orElseThrow();
    }

    /** A pod that has failed as a whole, as by an eviction, may stay for long: its maker has made another in its place. */
    private static boolean holds(TaskPod p) {
        return !p.pod().going() && !p.pod().phase().equals("Failed");
    }

    private long wanted() {
        return switch (mode) {
            case ServiceMode.Replicated r -> r.replicas();
            case ServiceMode.ReplicatedJob j -> j.totalCompletions();
            case ServiceMode.Global g -> 0;
            case ServiceMode.GlobalJob j -> 0;
        };
    }

    /** Returns the slots of a service that was scaled down, whose last pods have gone; the highest first. */
    List<Integer> givenUp(Collection<Task> book) {
        List<Integer> known = book.stream()
                .map(Task::slot)
                .distinct()
                .sorted(Comparator.<Integer, Boolean>comparing(leaving::contains)
                        .thenComparing(Comparator.naturalOrder())
                        .reversed())
                .toList();
        if (workload == WorkloadType.PODS) {
            return known.stream().filter(slot -> slot > wanted()).toList();
        }
        Set<Integer> held = book.stream()
                .filter(t -> Optional.ofNullable(pods.get(t.podUid()))
                        .filter(SlotRule::holds)
                        .isPresent())
                .map(Task::slot)
                .collect(Collectors.toSet());
        long excess = Math.max(0, known.size() - wanted());
        return known.stream().filter(slot -> !held.contains(slot)).limit(excess).toList();
    }
}
