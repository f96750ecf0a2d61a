package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.Task;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells of the containers of tasks what Docker tells of them: create, start, kill, die, stop and destroy, and health; and
 * keeps what they have printed, where Kubernetes takes their pods away.
 */
final class TaskEvents implements AutoCloseable {
    private static final int TERM = 15;

    private final Neighbours containers;
    private final TaskViews views;
    private final ContainerEvents events;
    private final RunEvents runs;
    private final HealthWatch health;
    private final LogKeeper logs;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();
    private volatile Subscription subscription = () -> {};

    TaskEvents(
            Neighbours containers,
            TaskViews views,
            ContainerEvents events,
            RunEvents runs,
            HealthWatch health,
            LogKeeper logs,
            Clock clock) {
        this.containers = containers;
        this.views = views;
        this.events = events;
        this.runs = runs;
        this.health = health;
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * What was told of a container.
     *
     * @param last its last state
     * @param killed whether its end was asked for
     * @param log its log, being followed to its end
     */
    private record Seen(ObservedContainer last, boolean killed, Optional<LogKeeper.Following> log) {}

    /** Begins with what is there; what happened before is not told again. */
    void begin() {
        synchronized (this) {
            present().forEach(c -> {
                c.pod().ifPresent(p -> runs.past(c.record(), p));
                health.past(c);
                seen.put(c.record().id(), new Seen(c, going(c), Optional.empty()));
            });
        }
        subscription = containers.all().subscribe(this::changed);
        // what changed before the subscription stood
        present().forEach(c -> changed(c.record().id(), Optional.of(c)));
    }

    private Stream<ObservedContainer> present() {
        return containers.all().list().stream()
                .filter(c -> containers.own().find(c.record().id()).isEmpty());
    }

    private synchronized void changed(String id, Optional<ObservedContainer> now) {
        Optional<Seen> before = Optional.ofNullable(seen.get(id));
        if (now.isEmpty()) {
            before.ifPresent(b -> gone(id, b));
        } else if (before.isPresent() || containers.own().find(id).isEmpty()) {
            seen.put(id, tell(now.get(), before));
        }
    }

    private Seen tell(ObservedContainer now, Optional<Seen> before) {
        ContainerRecord record = now.record();
        if (before.isEmpty()) {
            events.publish(record, "create");
        }
        boolean killed = before.filter(Seen::killed).isPresent();
        Optional<LogKeeper.Following> log = before.flatMap(Seen::log);
        if (!killed && going(now) && !ended(now)) {
            now.pod().ifPresent(p -> runs.seen(record, p));
            kill(record);
            runs.stopping(record);
            killed = true;
            log = now.pod().map(p -> logs.follow(record, p));
        } else if (killed
                && killedInTheEnd(now)
                && before.filter(b -> !ended(b.last())).isPresent()) {
            kill(record, Signal.KILL.number());
        }
        now.pod().ifPresent(p -> runs.seen(record, p));
        health.seen(now);
        if (ended(now)) {
            runs.stopped(record);
            log.ifPresent(LogKeeper.Following::finishLater);
            log = Optional.empty();
        }
        return new Seen(now, killed, log);
    }

    private void kill(ContainerRecord record) {
        int signal = Signal.parse(ContainerViews.config(record).stopSignal())
                .map(Signal::number)
                .orElse(TERM);
        kill(record, signal);
    }

    private void kill(ContainerRecord record, int signal) {
        events.publish(record, "kill", Map.of("signal", Integer.toString(signal)));
    }

    /** It is the kubelet that kills what has not ended by a milder signal, and only the exit code tells of it. */
    private static boolean killedInTheEnd(ObservedContainer c) {
        boolean mild = Signal.parse(ContainerViews.config(c.record()).stopSignal())
                .filter(s -> s.number() == Signal.KILL.number())
                .isEmpty();
        return mild
                && c.pod()
                        .filter(p ->
                                p.process() instanceof ProcessState.Ended e && e.exitCode() == StateProjection.KILLED)
                        .isPresent();
    }

    private void gone(String id, Seen before) {
        seen.remove(id);
        ContainerRecord record = before.last().record();
        Optional<PodObservation> pod = before.last().pod().filter(p -> p.process() instanceof ProcessState.Running);
        pod.ifPresent(p -> runs.died(record, p, end(id, record, p)));
        runs.stopped(record);
        health.forget(id);
        before.log().ifPresent(LogKeeper.Following::finishLater);
        before.last().pod().filter(p -> !before.killed()).ifPresent(p -> keepPrevious(record, p));
        events.publish(record, "destroy");
    }

    /** A process that was started again in its pod: of those before, the node holds the log of the last alone. */
    private void keepPrevious(ContainerRecord record, PodObservation pod) {
        boolean goesOn =
                present().flatMap(c -> c.pods().stream()).anyMatch(p -> p.uid().equals(pod.uid()));
        if (goesOn) {
            Thread.ofVirtual().name("task-log").start(() -> logs.keepPrevious(record, pod));
        }
    }

    /** The pod was not seen to end; its successor, or the book of tasks, may know how it did. */
    private LastRun end(String id, ContainerRecord record, PodObservation pod) {
        LastRun lost = StateProjection.lost(record, pod, "", clock.instant());
        return views.all().stream()
                .filter(v -> v.containerId().equals(id))
                .map(v -> v.task())
                .map(Task::status)
                .flatMap(s -> s.exitCode().stream())
                .findFirst()
                .map(lost::withExitCode)
                .orElse(lost);
    }

    private static boolean going(ObservedContainer c) {
        return c.pod().filter(PodObservation::going).isPresent();
    }

    private static boolean ended(ObservedContainer c) {
        return c.pod().filter(p -> p.process() instanceof ProcessState.Ended).isPresent();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
