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
import io.d2k.domain.port.out.Subscription;
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
    private final Map<String, Seen> seen = new HashMap<>();
    private volatile boolean closed;
    private volatile Subscription subscription = () -> {};

    /** What was last told of one process. */
    private record Seen(String process, Health health) {}

    HealthWatch(ContainerStore store, ContainerViews views, ContainerEvents events, RunEvents runs, Clock clock) {
        this.store = store;
        this.views = views;
        this.events = events;
        this.runs = runs;
        this.clock = clock;
    }

    /** Begins with what is there; what happened before is not told again. */
    void begin() {
        store.list().forEach(c -> look(c, false));
        subscription = store.subscribe((id, now) -> changed(id, now, true));
        // what changed before the subscription stood
        store.list().forEach(c -> look(c, true));
    }

    private void changed(String id, Optional<ObservedContainer> now, boolean tell) {
        if (now.isPresent()) {
            look(now.get(), tell);
        } else {
            synchronized (seen) {
                seen.remove(id);
            }
        }
    }

    private void look(ObservedContainer container, boolean tell) {
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
        synchronized (seen) {
            String process = pod.get().uid() + "/" + pod.get().restartCount();
            Seen before = Optional.ofNullable(seen.get(record.id()))
                    .filter(s -> s.process().equals(process))
                    .orElse(new Seen(process, Health.STARTING));
            boolean first = seen.put(record.id(), new Seen(process, health)) == null
                    || !before.process().equals(process);
            if (before.health() != health && tell) {
                runs.seen(record, pod.get()); // its start comes before its health
                events.publish(record, "health_status: " + health.word());
            }
            if (health == Health.STARTING && first) {
                ContainerViews.config(record).healthcheck().ifPresent(c -> lookAgain(record.id(), running.since(), c));
            }
        }
    }

    private void lookAgain(String id, Instant since, Healthcheck check) {
        Duration left = Duration.between(clock.instant(), HealthProjection.deadline(since, check));
        CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()) + 1, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!closed) {
                        store.find(id).ifPresent(c -> look(c, true));
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
    }
}
