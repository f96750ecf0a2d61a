package io.d2k.k8s.stream;

import java.io.IOException;
import java.time.Duration;
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
    private final Shelf<T> shelf;
    private boolean taken;
    private boolean ended;
    private Optional<IOException> failure = Optional.empty();

    /** Makes one that holds things in memory up to a weight; a single heavier thing is held, too. */
    Handoff(int capacity) {
        this(Shelf.inMemory(capacity));
    }

    /** Makes one that holds things on a shelf. */
    Handoff(Shelf<T> shelf) {
        this.shelf = shelf;
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
            while (!ended && !shelf.add(thing, itsWeight)) {
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
            Optional<T> next = shelf.next();
            while (next.isEmpty() && !ended) {
                more.await();
                next = shelf.next();
            }
            if (next.isPresent()) {
                room.signalAll();
                return next;
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
            shelf.clear();
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
}
