package io.d2k.k8s.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands things from threads that make them to one that takes them, holding no more than a given weight: who makes too
 * much waits.
 */
final class Handoff<T> implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition more = lock.newCondition();
    private final ArrayDeque<Weighed<T>> things = new ArrayDeque<>();
    private final int capacity;
    private int weight;
    private boolean taken;
    private boolean ended;
    private Optional<IOException> failure = Optional.empty();

    /** Makes one that holds things up to a weight; a single heavier thing is held, too. */
    Handoff(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Hands over a thing; waits for room.
     *
     * @param patience how long to wait where nobody has ever taken anything
     * @return whether it is held; not so after the end, or when the patience is over
     */
    boolean put(T thing, int itsWeight, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!ended && weight > 0 && weight + itsWeight > capacity) {
                if (taken) {
                    room.await();
                } else if (left <= 0) {
                    return false;
                } else {
                    left = room.awaitNanos(left);
                }
            }
            if (ended) {
                return false;
            }
            things.add(new Weighed<>(thing, itsWeight));
            weight += itsWeight;
            more.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a thing.
     *
     * @return nothing at the end
     * @throws IOException when it ended by a failure
     */
    Optional<T> take() throws IOException {
        lock.lock();
        try {
            // Whoever waits for room may now wait for as long as it takes.
            if (!taken) {
                taken = true;
                room.signalAll();
            }
            while (things.isEmpty() && !ended) {
                more.await();
            }
            if (!things.isEmpty()) {
                Weighed<T> next = things.remove();
                weight -= next.weight();
                room.signalAll();
                return Optional.of(next.thing());
            }
            if (failure.isPresent()) {
                throw new IOException(failure.get().getMessage(), failure.get());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            throw CallSlot.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more comes; what is held is still given out. Only the first end counts. */
    void end() {
        end(Optional.empty());
    }

    /** Says that nothing more comes because of a failure; what is held is still given out. */
    void fail(IOException cause) {
        end(Optional.of(cause));
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it and drops what is held. */
    @Override
    public void close() {
        lock.lock();
        try {
            things.clear();
            weight = 0;
            failure = Optional.empty();
            ended = true;
            room.signalAll();
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<IOException> cause) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = cause;
                room.signalAll();
                more.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private record Weighed<T>(T thing, int weight) {}
}
