package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.HealthProjection;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells of changes of health as they come about: by what the cluster tells, and by the passing of time where it tells
 * nothing. One timer at most is pending for each process.
 */
final class HealthWatch implements AutoCloseable {
    private final ContainerStore store;
    private final ContainerViews views;
    private final ContainerEvents events;
    private final RunEvents runs;
    private final Clock clock;
    private final Map<String, Told> told = new HashMap<>();
    private volatile boolean closed;

    /** What was last told of one process. */
    private record Told(String process, Health health) {}

    /** Whether a change is told, and which process's timer has come to its end. */
    private record Look(boolean tell, Optional<String> timed) {}

    HealthWatch(ContainerStore store, ContainerViews views, ContainerEvents events, RunEvents runs, Clock clock) {
        this.store = store;
        this.views = views;
        this.events = events;
        this.runs = runs;
        this.clock = clock;
    }

    /** Takes a state as told: it came about before this d2k began. */
    void past(ObservedContainer container) {
        look(container, new Look(false, Optional.empty()));
    }

    /** Tells what a state shows and has not been told. */
    void seen(ObservedContainer container) {
        look(container, new Look(true, Optional.empty()));
    }

    /** Forgets a container that has gone. */
    void forget(String id) {
        synchronized (told) {
            told.remove(id);
        }
    }

    private void look(ObservedContainer container, Look look) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        ContainerState state = views.state(container);
        // readiness of a pod that is being ended says nothing about health
        if (closed || pod.filter(p -> !p.going()).isEmpty() || state.health().isEmpty()) {
            return;
        }
        if (!(pod.get().process() instanceof ProcessState.Running running)) {
            return;
        }
        Health health = state.health().get();
        synchronized (told) {
            String process = pod.get().uid() + "/" + pod.get().restartCount();
            Optional<Health> before = Optional.ofNullable(told.put(record.id(), new Told(process, health)))
                    .filter(t -> t.process().equals(process))
                    .map(Told::health);
            if (before.orElse(Health.STARTING) != health && look.tell()) {
                runs.seen(record, pod.get()); // its start comes before its health
                events.publish(record, "health_status: " + health.word());
            }
            // a clock that was set back makes a timer end too early
            boolean untimed = before.isEmpty() || look.timed().equals(Optional.of(process));
            if (health == Health.STARTING && untimed) {
                ContainerViews.config(record)
                        .healthcheck()
                        .ifPresent(c -> lookAgain(record.id(), process, running.since(), c));
            }
        }
    }

    private void lookAgain(String id, String process, Instant since, Healthcheck check) {
        Duration left = Duration.between(clock.instant(), HealthProjection.deadline(since, check));
        CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()) + 1, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!closed) {
                        store.find(id).ifPresent(c -> look(c, new Look(true, Optional.of(process))));
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
    }
}
