package io.d2k.domain.stats;

import java.time.Duration;
import java.time.Instant;

/**
 * What a pod's container used lately.
 *
 * @param at when it was measured
 * @param window the time that the CPU figure is the mean of
 * @param nanoCpus CPU in use, in billionths of a CPU
 * @param memoryBytes memory in use that cannot be taken back at once (the working set)
 */
public record PodUsage(Instant at, Duration window, long nanoCpus, long memoryBytes) {}
