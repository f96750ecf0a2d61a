package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Tells of the start and of the death of each process once and in this order, whoever sees them first; of a stop that was
 * asked for before the death, as Docker does, whose {@code docker stop} sees the end before its monitor has cleaned up.
 */
final class RunEvents {
    private static final int REMEMBERED = 64;
    /** A container is remembered beyond its removal, since late news of it may still be on its way. */
    private static final int CONTAINERS = 10_000;

    private final ContainerEvents events;
    private final ResourceEvents resources;
    private final Consumer<ContainerRecord> furtherDeaths;
    private final Map<String, Set<String>> told = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Optional<Runnable>> stopping = new HashMap<>();

    /**
     * Makes one.
     *
     * @param furtherDeaths tells of the deaths of a container's further processes, which its own brings
     */
    RunEvents(ContainerEvents events, ResourceEvents resources, Consumer<ContainerRecord> furtherDeaths) {
        this.events = events;
        this.resources = resources;
        this.furtherDeaths = furtherDeaths;
    }

    /**
     * Expects an end that was asked for. It is told by {@link #stopped}, as the last thing before who asked has the answer:
     * docker compose breaks down when it has dealt with the death before {@code stop} has returned.
     */
    synchronized void stopping(ContainerRecord record) {
        stopping.putIfAbsent(record.id(), Optional.empty()); // a second stop loses no death that the first has seen
    }

    /** Tells of an expected end, where nobody has. */
    synchronized void stopped(ContainerRecord record) {
        Optional<Runnable> death = stopping.remove(record.id());
        if (death != null) {
            death.orElse(() -> events.publish(record, "stop")).run();
        }
    }

    /** Expects no end any more, and tells of one that there was; fine when none is expected. */
    synchronized void notStopping(ContainerRecord record) {
        Optional.ofNullable(stopping.remove(record.id()))
                .flatMap(Function.identity())
                .ifPresent(Runnable::run);
    }

    /** Tells what the pod shows and has not been told. */
    synchronized void seen(ContainerRecord record, PodObservation pod) {
        ended(record, pod);
        if (pod.process() instanceof ProcessState.Running && wanted(record, pod.restartCount())) {
            start(record, known(record), instance(record, pod, pod.restartCount()));
        }
    }

    /** Tells of an end that the pod shows, and of nothing that has begun. */
    synchronized void ended(ContainerRecord record, PodObservation pod) {
        StateProjection.endOf(record, pod).ifPresent(end -> died(record, pod, end));
    }

    /** Tells of a process that could not begin: it has had its networks and volumes. */
    synchronized void failed(ContainerRecord record) {
        resources.taken(record);
        resources.givenBack(record);
    }

    /** Tells of a death, and of the start before it. */
    synchronized void died(ContainerRecord record, PodObservation pod, LastRun end) {
        if (!end.started() || !wanted(record, end.restarts())) {
            return;
        }
        Set<String> known = known(record);
        String instance = instance(record, pod, end.restarts());
        start(record, known, instance);
        if (add(known, "die " + instance)) {
            boolean stopped = stopping.containsKey(record.id());
            Runnable death = () -> events.afterOutput(record, () -> tell(record, end, stopped));
            if (stopped) {
                stopping.put(record.id(), Optional.of(death));
            } else {
                death.run();
            }
        }
    }

    private void tell(ContainerRecord record, LastRun end, boolean stopped) {
        if (end.oomKilled()) {
            events.publish(record, "oom");
        }
        if (killedInTheEnd(record, end)) {
            events.publish(record, "kill", Map.of("signal", Integer.toString(Signal.KILL.number())));
        }
        furtherDeaths.accept(record);
        resources.givenBack(record);
        if (stopped) {
            events.publish(record, "stop");
        }
        events.publish(
                record,
                "die",
                Map.of("exitCode", Integer.toString(end.exitCode()), "execDuration", Long.toString(seconds(end))));
    }

    /** It is the kubelet that kills what has not ended by a milder signal, and only the exit code tells of it. */
    private static boolean killedInTheEnd(ContainerRecord record, LastRun end) {
        return end.exitCode() == StateProjection.KILLED
                && record.ending()
                        .filter(e -> e.run() == end.run() && e.signal() != Signal.KILL.number())
                        .isPresent();
    }

    private static long seconds(LastRun end) {
        return end.startedAt()
                .flatMap(from -> end.finishedAt().map(to -> Duration.between(from, to)))
                .map(lasted -> Math.max(0, lasted.toSeconds()))
                .orElse(0L);
    }

    /** Takes what the pod shows as told: it happened before this d2k began. An end that is not recorded is news. */
    synchronized void past(ContainerRecord record, PodObservation pod) {
        Set<String> known = known(record);
        add(known, "start " + instance(record, pod, pod.restartCount()));
        if (pod.process() instanceof ProcessState.Running) {
            resources.had(record);
        }
        StateProjection.endOf(record, pod).ifPresent(end -> {
            String instance = instance(record, pod, end.restarts());
            add(known, "start " + instance);
            boolean recorded =
                    record.lastRun().filter(l -> l.run() >= end.run()).isPresent();
            if (recorded || record.spec().restart().restarts()) {
                add(known, "die " + instance);
            }
        });
    }

    private Set<String> known(ContainerRecord record) {
        if (told.size() > CONTAINERS) {
            told.remove(told.keySet().iterator().next());
        }
        return told.computeIfAbsent(record.id(), id -> new LinkedHashSet<>());
    }

    private void start(ContainerRecord record, Set<String> known, String instance) {
        if (add(known, "start " + instance)) {
            resources.taken(record);
            events.publish(record, "start");
        }
    }

    private static boolean add(Set<String> known, String what) {
        boolean added = known.add(what);
        if (known.size() > REMEMBERED) {
            known.remove(known.iterator().next());
        }
        return added;
    }

    /** What the kubelet starts again although Docker would not is nobody's process. */
    private static boolean wanted(ContainerRecord record, int instance) {
        return record.kind() == WorkloadKind.RUN_ONCE
                || instance == 0
                || record.spec().restart().restarts() && !StateProjection.unasked(record, instance);
    }

    private static String instance(ContainerRecord record, PodObservation pod, int number) {
        return record.kind() == WorkloadKind.RUN_ONCE ? pod.run() + "/" + pod.restart() : pod.uid() + "/" + number;
    }
}
