package io.d2k.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Remembers a bounded number of values for a bounded time; the longest unused goes first.
 *
 * @param <K> what a value is found by
 * @param <V> what is remembered
 */
final class ExpiringCache<K, V> {
    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoClock;
    private final Map<K, Kept<V>> kept;

    /**
     * Starts empty.
     *
     * @param capacity values at most
     * @param nanoClock tells the time in nanoseconds from any beginning
     */
    ExpiringCache(int capacity, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    private record Kept<V>(V value, long until) {}

    /** Returns the value unless its time is over. */
    Optional<V> fresh(K key) {
        lock.lock();
        try {
            Kept<V> found = kept.get(key);
            return found == null || found.until - nanoClock.getAsLong() <= 0
                    ? Optional.empty()
                    : Optional.of(found.value);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the value even when its time is over, as long as it is still there. */
    Optional<V> lastKnown(K key) {
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(key)).map(Kept::value);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers the value for that long. */
    void put(K key, V value, Duration life) {
        lock.lock();
        try {
            kept.put(key, new Kept<>(value, nanoClock.getAsLong() + life.toNanos()));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the value. */
    void remove(K key) {
        lock.lock();
        try {
            kept.remove(key);
        } finally {
            lock.unlock();
        }
    }
}
