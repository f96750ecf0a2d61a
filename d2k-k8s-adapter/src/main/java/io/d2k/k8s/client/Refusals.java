package io.d2k.k8s.client;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells failures that pass from those that stay, for a request that is made again and again. An API server that has just
 * begun answers before it has read who may do what, and refuses everybody meanwhile (401, 403): a refusal of what was
 * allowed before, or one that follows on an outage, is not believed until it has lasted for a while.
 *
 * <p>For one thread.
 */
public final class Refusals {
    /** An API server has read its roles a second or two after its first answer; a busy one needs longer. */
    private static final Duration DISBELIEF = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private boolean doubtful;
    private boolean refused;
    private long refusedSince;

    /** Makes one to which nothing is known: a refusal is believed. */
    public Refusals() {
        this(System::nanoTime);
    }

    /** Makes one with a clock of its own, in nanoseconds. */
    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes note of a request that was allowed. */
    public void allowed() {
        doubtful = true;
        refused = false;
    }

    /** Takes note of a failure; returns whether the same request may succeed a little later. */
    public boolean passing(IOException failure) {
        if (!(failure instanceof StatusException status) || status.transitory()) {
            doubtful = true;
            refused = false;
            return true;
        }
        if (!status.forbidden()) {
            return false;
        }
        if (!refused) {
            refused = true;
            refusedSince = nanoTime.getAsLong();
        }
        return doubtful && nanoTime.getAsLong() - refusedSince < DISBELIEF.toNanos();
    }
}
