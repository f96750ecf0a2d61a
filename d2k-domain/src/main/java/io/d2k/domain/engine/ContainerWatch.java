package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Waits for a container to reach a state, driven by the cluster's changes. */
final class ContainerWatch {
    private final ContainerStore store;

    ContainerWatch(ContainerStore store) {
        this.store = store;
    }

    /**
     * Blocks until the test gives a value for the container's present or a later state.
     *
     * @param test must not block
     * @return nothing after the limit
     */
    <T> Optional<T> await(String id, Duration limit, Function<Optional<ObservedContainer>, Optional<T>> test) {
        try (Pending<T> pending = register(id, test)) {
            return await(pending, limit);
        }
    }

    /** Blocks until a registered test has given a value; nothing after the limit. */
    static <T> Optional<T> await(Pending<T> pending, Duration limit) {
        try {
            return Optional.of(pending.future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.unavailable("d2k is shutting down");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /** Starts watching without blocking; whoever registers must close. */
    <T> Pending<T> register(String id, Function<Optional<ObservedContainer>, Optional<T>> test) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Subscription subscription = store.subscribe((changed, now) -> {
            if (changed.equals(id) && !future.isDone()) {
                complete(future, test, now);
            }
        });
        complete(future, test, store.find(id));
        return new Pending<>(future, subscription);
    }

    private static <T> void complete(
            CompletableFuture<T> future,
            Function<Optional<ObservedContainer>, Optional<T>> test,
            Optional<ObservedContainer> now) {
        try {
            test.apply(now).ifPresent(future::complete);
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    /** A registered test. */
    record Pending<T>(CompletableFuture<T> future, Subscription subscription) implements AutoCloseable {
        @Override
        public void close() {
            subscription.close();
        }
    }
}
