package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.container.projection.StateProjection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Waits of clients for the end of containers. */
final class ContainerWaits {
    /** As long as moby's {@code handleContainerExit} waits for the streams. */
    private static final Duration OUTPUT = Duration.ofSeconds(2);

    private static final Comparator<LastRun> ORDER =
            Comparator.comparingInt(LastRun::run).thenComparingInt(LastRun::restarts);

    private final ContainerWatch watch;
    private final ContainerViews views;
    private final AttachedReaders readers;
    private final RecentEnds recent;

    ContainerWaits(ContainerWatch watch, ContainerViews views, AttachedReaders readers, RecentEnds recent) {
        this.watch = watch;
        this.views = views;
        this.readers = readers;
        this.recent = recent;
    }

    /** Returns the wait for a container that was removed at its end a moment ago. */
    Optional<PendingWait> over(String ref) {
        return recent.find(ref);
    }

    PendingWait register(ObservedContainer container, WaitCondition condition) {
        Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> test = switch (condition) {
            case NOT_RUNNING -> notRunning(container);
            case NEXT_EXIT -> nextExit(container);
            case REMOVED -> removed(container);
        };
        String id = container.record().id();
        var pending = watch.register(id, test);
        return new Registered(pending, () -> readers.awaitIdle(id, OUTPUT));
    }

    /** At once where it does not run; else its next end, also one after which it is started again, as in moby. */
    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> notRunning(ObservedContainer before) {
        var next = nextExit(before);
        return now -> {
            Optional<ContainerState> idle = now.map(views::state).filter(s -> !s.running());
            return idle.map(s -> new PendingWait.Result(s.exitCode(), s.error()))
                    .or(() -> next.apply(now));
        };
    }

    private Function<Optional<ObservedContainer>, Optional<PendingWait.Result>> nextExit(ObservedContainer before) {
        Optional<LastRun> seen = end(before);
        var removed = removed(before);
        return now -> removed.apply(now)
                .or(() -> end(now.orElseThrow())
                        .filter(end -> seen.isEmpty() || follows(end, seen.get()))
                        .filter(ContainerWaits::isExit)
                        .map(end -> new PendingWait.Result(end.exitCode(), "")));
    }

    /** A start that failed is no exit, as in moby: what never ran has not exited, unless it was started again after it had. */
    private static boolean isExit(LastRun end) {
        return end.started() || end.restarts() > 0;
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

    /** Returns the newest end. What the kubelet begins once more in a pod of an earlier start is nobody's process. */
    static Optional<LastRun> end(ObservedContainer c) {
        Stream<LastRun> fromPods = c.pods().stream()
                .filter(p -> !StateProjection.earlier(c.record(), p))
                .flatMap(p -> StateProjection.endOf(c.record(), p).stream());
        return Stream.concat(c.record().lastRun().stream(), fromPods).max(ORDER);
    }

    /** Returns whether an end is a later one; a pod that takes another's place counts its restarts anew. */
    static boolean follows(LastRun end, LastRun seen) {
        boolean later = end.finishedAt()
                .filter(at -> seen.finishedAt().filter(at::isAfter).isPresent())
                .isPresent();
        return later || ORDER.compare(end, seen) > 0;
    }

    /**
     * A wait.
     *
     * @param settle lets those who are attached get the last output first: clients look at it once the wait is over
     */
    private record Registered(ContainerWatch.Pending<PendingWait.Result> pending, Runnable settle)
            implements PendingWait {
        @Override
        public Result await() throws InterruptedException {
            try {
                Result result = pending.future().get();
                settle.run();
                return result;
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
