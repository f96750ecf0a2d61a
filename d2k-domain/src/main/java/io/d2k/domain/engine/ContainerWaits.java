package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.container.projection.StateProjection;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Waits of clients for the end of containers. */
final class ContainerWaits {
    private final ContainerWatch watch;
    private final ContainerViews views;

    ContainerWaits(ContainerWatch watch, ContainerViews views) {
        this.watch = watch;
        this.views = views;
    }

    PendingWait register(ObservedContainer container, WaitCondition condition) {
        Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> test = switch (condition) {
            case NOT_RUNNING -> notRunning();
            case NEXT_EXIT -> nextExit(container);
            case REMOVED -> removed(container);
        };
        return new Registered(watch.register(container.record().id(), test));
    }

    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> notRunning() {
        return now -> {
            if (now.isEmpty()) {
                return Optional.of(new PendingWait.Result(0, ""));
            }
            ContainerState state = views.state(now.get());
            return state.running() ? Optional.empty() : Optional.of(new PendingWait.Result(state.exitCode(), ""));
        };
    }

    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> nextExit(ObservedContainer before) {
        String seen = endKey(before).orElse("");
        return now -> {
            if (now.isEmpty()) {
                return Optional.of(new PendingWait.Result(StateProjection.KILLED, ""));
            }
            return endKey(now.get())
                    .filter(key -> !key.equals(seen))
                    .flatMap(key -> end(now.get()))
                    .map(end -> new PendingWait.Result(end.exitCode(), ""));
        };
    }

    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> removed(ObservedContainer before) {
        AtomicInteger code = new AtomicInteger(views.state(before).exitCode());
        return now -> {
            if (now.isEmpty()) {
                return Optional.of(new PendingWait.Result(code.get(), ""));
            }
            ContainerState state = views.state(now.get());
            // a container that is removed while it runs is killed
            code.set(state.running() ? StateProjection.KILLED : state.exitCode());
            return Optional.empty();
        };
    }

    private static Optional<LastRun> end(ObservedContainer c) {
        Optional<LastRun> fromPod = c.pods().stream()
                .flatMap(p -> StateProjection.endOf(c.record(), p).stream())
                .max(java.util.Comparator.comparingInt(LastRun::run).thenComparingInt(LastRun::restarts));
        return fromPod.or(() -> c.record().lastRun());
    }

    /** Names the newest end, the same whether it is read from the pod or from the record. */
    private static Optional<String> endKey(ObservedContainer c) {
        int ofPods = c.pods().stream()
                .filter(p -> StateProjection.endOf(c.record(), p).isPresent())
                .mapToInt(PodObservation::run)
                .max()
                .orElse(0);
        return end(c).map(e -> Math.max(ofPods, e.run()) + "/" + e.restarts());
    }

    private record Registered(ContainerWatch.Pending<PendingWait.Result> pending) implements PendingWait {
        @Override
        public Result await() throws InterruptedException {
            try {
                return pending.future().get();
            } catch (CancellationException e) {
                return new Result(-1, "context canceled");
            } catch (ExecutionException e) {
                return new Result(-1, String.valueOf(e.getCause().getMessage()));
            }
        }

        @Override
        public void close() {
            pending.close();
            pending.future().cancel(false);
        }
    }
}
