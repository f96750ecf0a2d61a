package io.d2k.domain.fake;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocking calls with a bound, so that a test fails rather than hangs. */
public final class Bounded {
    /** Long beyond what any test needs. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Bounded() {}

    /** Begins a call on a thread of its own. */
    public static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("test").start(task);
        return task;
    }

    /** Returns what a begun call gives. */
    public static <T> T get(FutureTask<T> task) {
        try {
            return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the call has not returned", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what the future gives. */
    public static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a call and returns what it gives, within the bound. */
    public static <T> T call(Callable<T> call) {
        return get(start(call));
    }
}
