package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one start or restart of a container be under way at a time; the next one waits for it. */
final class TurnTaking {
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    /** Those who have or want the turn of one container; gone with the last of them. */
    private static final class Line {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int present;
    }

    /** A turn, until it is closed; by the thread that took it. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes the turn; a thread that has it may take it again.
     *
     * @param patience how long to wait for whoever has it
     * @throws EngineException of kind {@code UNAVAILABLE} when that is not enough, or the thread is interrupted
     */
    Turn take(String id, Duration patience) {
        Line line = lines.compute(id, (k, present) -> {
            Line l = present == null ? new Line() : present;
            l.present++;
            return l;
        });
        boolean taken = false;
        try {
            taken = line.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) {
                leave(id);
            }
        }
        if (!taken) {
            throw EngineException.unavailable("another start of container " + id + " is under way");
        }
        return () -> {
            line.lock.unlock();
            leave(id);
        };
    }

    private void leave(String id) {
        lines.computeIfPresent(id, (k, line) -> --line.present == 0 ? null : line);
    }

    /** Returns whether anybody has the turn. */
    boolean taken(String id) {
        Line line = lines.get(id);
        return line != null && line.lock.isLocked();
    }
}
