package io.d2k.domain.stats;

import java.time.Duration;
import java.time.Instant;

/**
 * A counter of CPU time, as Docker's clients want one, from the means that a cluster tells: each mean holds until there is
 * a newer one. It never goes back.
 *
 * @param at the moment it has been counted to
 * @param nanos what was counted
 */
public record CpuCounter(Instant at, long nanos) {
    /** Returns the counter of a process that has used as much as now since it started. */
    public static CpuCounter begin(Instant since, Instant now, long nanoCpus) {
        return new CpuCounter(since, 0).advance(now, nanoCpus);
    }

    /** Returns the counter counted on to a moment; one that lies back changes nothing. */
    public CpuCounter advance(Instant now, long nanoCpus) {
        if (!now.isAfter(at)) {
            return this;
        }
        double seconds = Duration.between(at, now).toNanos() / 1e9;
        return new CpuCounter(now, nanos + Math.max(0, Math.round(seconds * nanoCpus)));
    }
}
