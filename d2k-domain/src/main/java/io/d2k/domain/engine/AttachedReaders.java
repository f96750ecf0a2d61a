package io.d2k.domain.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts who still reads the output of a container, so that {@code --rm} does not take it away from them, and so that they
 * have it before they learn of the end.
 */
final class AttachedReaders {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();
    private final Map<String, Set<Waiting>> waiting = new HashMap<>();

    /** Counts a reader until the lease is closed. */
    Lease enter(String id) {
        lock.lock();
        try {
            counts.merge(id, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        return new Lease(id);
    }

    /** Waits until nobody reads, within the limit. */
    void awaitNone(String id, Duration limit) {
        await(counts, id, limit);
    }

    /** Waits until nobody reads of a run that has begun, within the limit. */
    void awaitIdle(String id, Duration limit) {
        await(busy, id, limit);
    }

    private void await(Map<String, Integer> readers, String id, Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (readers.containsKey(id) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs an action once nobody reads, within the limit, on the thread that finds so. Readers of a run whose begin they have
     * not heard of yet count, since the news of its end may come at once.
     */
    void whenNone(String id, Duration limit, Runnable action) {
        Waiting one = new Waiting(id, action);
        boolean reading;
        lock.lock();
        try {
            reading = counts.containsKey(id);
            if (reading) {
                waiting.computeIfAbsent(id, k -> new HashSet<>()).add(one);
            }
        } finally {
            lock.unlock();
        }
        if (reading) {
            CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(one);
        } else {
            one.run();
        }
    }

    /** An action that waits, and is run once. */
    private final class Waiting implements Runnable {
        private final String id;
        private final Runnable action;
        private final AtomicBoolean over = new AtomicBoolean();

        private Waiting(String id, Runnable action) {
            this.id = id;
            this.action = action;
        }

        @Override
        public void run() {
            if (over.compareAndSet(false, true)) {
                forget(this);
                action.run();
            }
        }
    }

    private void forget(Waiting one) {
        lock.lock();
        try {
            waiting.computeIfPresent(one.id, (k, all) -> all.remove(one) && all.isEmpty() ? null : all);
        } finally {
            lock.unlock();
        }
    }

    /** One reader. */
    final class Lease implements AutoCloseable {
        private final String id;
        private boolean begun;
        private boolean closed;

        private Lease(String id) {
            this.id = id;
        }

        /** Tells that the run has begun which is read. */
        void begin() {
            lock.lock();
            try {
                if (!closed && !begun) {
                    begun = true;
                    busy.merge(id, 1, Integer::sum);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            List<Waiting> over = List.of();
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    decrease(counts);
                    if (begun) {
                        decrease(busy);
                    }
                    changed.signalAll();
                }
                if (!counts.containsKey(id)) {
                    over = List.copyOf(waiting.getOrDefault(id, Set.of()));
                }
            } finally {
                lock.unlock();
            }
            over.forEach(Waiting::run);
        }

        private void decrease(Map<String, Integer> readers) {
            readers.computeIfPresent(id, (k, n) -> n == 1 ? null : n - 1);
        }
    }
}
