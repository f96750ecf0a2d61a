package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.container.projection.StateProjection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

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
            case NOT_RUNNING -> notRunning(container);
            case NEXT_EXIT -> nextExit(container);
            case REMOVED -> removed(container);
        };
        return new Registered(watch.register(container.record().id(), test));
    }

    /** At once where it does not run; else its next end, also one after which it is started again, as in moby. */
    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> notRunning(ObservedContainer before) {
        var next = nextExit(before);
        return now -> {
            Optional<ContainerState> idle = now.map(views::state).filter(s -> !s.running());
            return idle.map(s -> new PendingWait.Result(s.exitCode(), "")).or(() -> next.apply(now));
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
            if (views.state(now.get()).running()) {
                code.set(StateProjection.KILLED); // what is removed while it runs is killed
            } else {
                // the pod may be collected before its record is seen to go: then nothing tells of the end any more
                end(now.get()).ifPresent(e -> code.set(e.exitCode()));
            }
            return Optional.empty();
        };
    }

    private static Optional<LastRun> end(ObservedContainer c) {
        Stream<LastRun> fromPods = c.pods().stream().flatMap(p -> StateProjection.endOf(c.record(), p).stream());
        return Stream.concat(c.record().lastRun().stream(), fromPods)
                .max(Comparator.comparingInt(LastRun::run).thenComparingInt(LastRun::restarts));
    }

    /** Names the newest end, the same whether it is read from the pod or from the record. */
    private static Optional<String> endKey(ObservedContainer c) {
        return end(c).map(e -> e.run() + "/" + e.restarts());
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
