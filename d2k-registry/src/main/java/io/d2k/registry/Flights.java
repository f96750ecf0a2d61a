package io.d2k.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Joins concurrent requests for the same thing into one. The work runs in a thread of its own, so that nobody who waits
 * for it can break it off for the others.
 *
 * @param <K> what is asked for
 * @param <V> what comes of it
 */
final class Flights<K, V> {
    private final ConcurrentHashMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /**
     * Waits for work that is under way, or starts it.
     *
     * @param work has to end by itself within a bounded time
     * @param bound how long to wait
     * @throws TimeoutException when the time is over; the work goes on
     * @throws InterruptedException when the caller is interrupted; the work goes on
     * @throws IllegalStateException when the work failed
     */
    V join(K key, Supplier<V> work, Duration bound) throws TimeoutException, InterruptedException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> earlier = underWay.putIfAbsent(key, mine);
        if (earlier == null) {
            Thread.ofVirtual().name("d2k-registry-lookup").start(() -> fly(key, work, mine));
        }
        try {
            return (earlier == null ? mine : earlier).get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("registry lookup failed", e.getCause());
        }
    }

    // Nobody may join once the work is done: who comes then may know of something newer.
    private void fly(K key, Supplier<V> work, CompletableFuture<V> result) {
        try {
            V value = work.get();
            underWay.remove(key, result);
            result.complete(value);
        } catch (RuntimeException | Error e) {
            underWay.remove(key, result);
            result.completeExceptionally(e);
        }
    }
}
