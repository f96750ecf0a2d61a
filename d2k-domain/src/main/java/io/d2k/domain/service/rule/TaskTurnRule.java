package io.d2k.domain.service.rule;

import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.UpdateConfig;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose turn it is while an update replaces tasks that d2k itself makes: no more places at a time than the update's
 * parallelism says, none while it is paused, and each only after the delay; those where nothing runs any more come first.
 * Jobs run anew all at once.
 */
public final class TaskTurnRule {
    private final ServiceRecord record;
    private final UpdateConfig config;
    private final Map<String, List<Task>> byPlace;
    private final Instant now;

    private TaskTurnRule(ServiceRecord record, List<Task> tasks, Instant now) {
        this.record = record;
        this.config = config(record);
        this.byPlace = tasks.stream().collect(Collectors.groupingBy(Task::place));
        this.now = now;
    }

    /**
     * Whose turn it is.
     *
     * @param places where a task of the old form makes room for one of the new form now
     * @param next when the next one's turn may come, where nothing but time has to pass
     */
    public record Turns(Set<String> places, Optional<Instant> next) {
        /** Copies the set. */
        public Turns {
            places = Set.copyOf(places);
        }
    }

    /** Returns the configuration that the tasks of a service are replaced by at present. */
    public static UpdateConfig config(ServiceRecord record) {
        return record.status().filter(s -> s.state().rollback()).isPresent()
                ? record.spec().rollback()
                : record.spec().update();
    }

    /** Returns whether a new task is to run before the one that it replaces ends. */
    public static boolean startFirst(ServiceRecord record) {
        return config(record).startFirst() && !record.spec().mode().job();
    }

    /**
     * Judges.
     *
     * @param places all places of the service, in their order
     * @param tasks the tasks that are told of
     */
    public static Turns of(ServiceRecord record, Collection<String> places, List<Task> tasks, Instant now) {
        return new TaskTurnRule(record, tasks, now).turns(places);
    }

    private Turns turns(Collection<String> places) {
        List<String> waiting = places.stream()
                .filter(p -> fresh(p).isEmpty() && old(p))
                .sorted(Comparator.comparing(this::oldLives))
                .toList();
        if (record.spec().mode().job()) {
            return new Turns(new HashSet<>(waiting), Optional.empty());
        }
        if (record.status().filter(s -> s.state().paused()).isPresent()) {
            return new Turns(Set.of(), Optional.empty());
        }
        long busy = 0;
        Optional<Instant> next = Optional.empty();
        for (String place : places) {
            Optional<Task> fresh = fresh(place);
            if (fresh.isEmpty() || !old(place)) {
                continue;
            }
            Instant free = fresh.get().status().at().plus(config.delay());
            boolean runs = fresh.get().status().state() == TaskState.RUNNING;
            boolean settled = fresh.get().over() || runs && !free.isAfter(now);
            // where the new ones were to start first, the old one stays with those that fail
            if (!settled || oldLives(place) && !fresh.get().over()) {
                busy++;
                if (runs && free.isAfter(now) && !waiting.isEmpty()) {
                    next = next.filter(n -> n.isBefore(free)).or(() -> Optional.of(free));
                }
            }
        }
        long room = config.parallelism() == 0 ? waiting.size() : Math.max(0, config.parallelism() - busy);
        return new Turns(waiting.stream().limit(room).collect(Collectors.toSet()), next);
    }

    private List<Task> at(String place) {
        return byPlace.getOrDefault(place, List.of());
    }

    private Optional<Task> fresh(String place) {
        return at(place).stream()
                .filter(t -> t.revision() == record.revision())
                .max(Comparator.comparingInt(Task::run));
    }

    private boolean old(String place) {
        return at(place).stream().anyMatch(t -> t.revision() != record.revision());
    }

    private boolean oldLives(String place) {
        return at(place).stream().anyMatch(t -> t.revision() != record.revision() && !t.over());
    }
}
