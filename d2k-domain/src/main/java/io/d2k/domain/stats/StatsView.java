package io.d2k.domain.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * What {@code docker stats} is told of a container at one moment.
 *
 * @param id the container's ID
 * @param name Docker's name, without a slash
 * @param now the figures; nothing for a container that does not run
 * @param before the figures that the CPU share is counted from; nothing where there are none
 */
public record StatsView(String id, String name, Optional<Sample> now, Optional<Sample> before) {
    /**
     * Figures of one moment; the CPU figures are counters.
     *
     * @param read when
     * @param cpuNanos CPU time that the container has used
     * @param systemNanos CPU time of the whole node, all its CPUs together
     * @param cpus how many CPUs the node has
     * @param memoryBytes memory in use; 0 where it is not known
     * @param memoryLimit the bound of memory: the container's or the node's; 0 where neither is known
     */
    public record Sample(Instant read, long cpuNanos, long systemNanos, int cpus, long memoryBytes, long memoryLimit) {}
}
