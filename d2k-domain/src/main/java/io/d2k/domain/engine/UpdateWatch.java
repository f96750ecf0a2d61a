package io.d2k.domain.engine;

import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.projection.UpdateProgress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The watch over one service's update. Nodes tell late of processes that end, and of tasks that make room for others; so
 * whoever asks for the service when a swarm would know what became of its update waits until d2k does. A client that waits
 * for an update looks at the service and its tasks by turns, and has to have seen these run.
 */
final class UpdateWatch {
    private static final Logger LOG = System.getLogger(UpdateWatch.class.getName());

    private record State(UpdateProgress progress, CompletableFuture<Boolean> verdict) {
        private State() {
            this(new UpdateProgress.UnderWay(), new CompletableFuture<>());
        }
    }

    private volatile State state = new State();
    /** When somebody was last told of the tasks. */
    private volatile Instant shown = Instant.MIN;

    /**
     * Judges anew; by one thread at a time.
     *
     * @param seen when the cluster showed this
     */
    UpdateProgress judge(ObservedService service, List<Task> tasks, Instant seen) {
        UpdateProgress now = UpdateProgress.of(service, tasks, state.progress(), seen);
        switch (now) {
            case UpdateProgress.Replaced r -> {
                if (state.progress() instanceof UpdateProgress.Replaced b
                        && !b.update().equals(r.update())) {
                    over();
                }
                state = new State(r, state.verdict());
            }
            case UpdateProgress.UnderWay u -> over();
            case UpdateProgress.Failed f -> {} // until that is written down
        }
        return now;
    }

    /** Takes down that somebody was told of the tasks as of then. */
    void shown(Instant seen) {
        shown = seen;
    }

    /** Ends the watch: what became of the update is written down, or it goes on to replace tasks. */
    void over() {
        State known = state;
        state = new State();
        known.verdict().complete(true);
    }

    /** Waits for the end of the watch, where a swarm would have ended it. */
    void awaitVerdict(Instant now) {
        State asked = state;
        Duration patience =
                asked.progress() instanceof UpdateProgress.Replaced r ? r.patience(now, shown) : Duration.ZERO;
        if (!patience.isPositive()) {
            return;
        }
        try {
            asked.verdict().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "an update has not ended yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
