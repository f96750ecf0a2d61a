package io.d2k.domain.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts who still reads the output of a container, so that {@code --rm} does not take it away from them, and that they
 * have it before a wait is over.
 */
final class AttachedReaders {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();

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
            } finally {
                lock.unlock();
            }
        }

        private void decrease(Map<String, Integer> readers) {
            readers.computeIfPresent(id, (k, n) -> n == 1 ? null : n - 1);
        }
    }
}
