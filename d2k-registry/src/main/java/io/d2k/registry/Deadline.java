package io.d2k.registry;

import java.time.Duration;

/**
 * The moment by which an answer is needed.
 *
 * @param nanos as of {@link System#nanoTime()}
 */
record Deadline(long nanos) {
    /** Returns the moment that far from now. */
    static Deadline in(Duration bound) {
        return new Deadline(System.nanoTime() + bound.toNanos());
    }

    /** Returns the time left, zero when there is none. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** Returns the first deadline when the time left is shared evenly among several attempts. */
    Deadline share(int attempts) {
        return attempts <= 1 ? this : in(left().dividedBy(attempts));
    }
}
