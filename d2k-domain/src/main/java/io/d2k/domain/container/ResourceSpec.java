package io.d2k.domain.container;

import java.util.List;

/**
 * Limits and reservations. Zero means "not asked".
 *
 * @param memoryBytes hard limit of memory
 * @param memoryReservationBytes soft limit of memory
 * @param memorySwapBytes memory and swap together; -1 for unlimited swap
 * @param nanoCpus CPU limit in billionths of a CPU
 * @param cpuShares relative weight, 1024 being Docker's default
 * @param cpuQuotaMicros CPU time per period, in microseconds
 * @param cpuPeriodMicros length of the period, in microseconds; 100 000 by default
 * @param pidsLimit most processes; 0 or -1 for no limit
 * @param shmBytes size of /dev/shm
 * @param reservedNanoCpus room that the node must have, in billionths of a CPU; only services ask for it
 * @param reservedMemoryBytes the same of memory
 * @param gpus the devices asked for by {@code --gpus} or device requests
 * @param ulimits limits of the process itself
 */
public record ResourceSpec(
        long memoryBytes,
        long memoryReservationBytes,
        long memorySwapBytes,
        long nanoCpus,
        long cpuShares,
        long cpuQuotaMicros,
        long cpuPeriodMicros,
        long pidsLimit,
        long shmBytes,
        long reservedNanoCpus,
        long reservedMemoryBytes,
        List<DeviceRequest> gpus,
        List<Ulimit> ulimits) {
    /** Copies the lists. */
    public ResourceSpec {
        gpus = List.copyOf(gpus);
        ulimits = List.copyOf(ulimits);
    }

    /** What containers may ask for. */
    public ResourceSpec(
            long memoryBytes,
            long memoryReservationBytes,
            long memorySwapBytes,
            long nanoCpus,
            long cpuShares,
            long cpuQuotaMicros,
            long cpuPeriodMicros,
            long pidsLimit,
            long shmBytes,
            List<DeviceRequest> gpus) {
        this(
                memoryBytes,
                memoryReservationBytes,
                memorySwapBytes,
                nanoCpus,
                cpuShares,
                cpuQuotaMicros,
                cpuPeriodMicros,
                pidsLimit,
                shmBytes,
                0,
                0,
                gpus,
                List.of());
    }

    /** Returns this with the room that a service reserves. */
    public ResourceSpec reserving(long newReservedNanoCpus, long newReservedMemoryBytes) {
        return new ResourceSpec(
                memoryBytes,
                memoryReservationBytes,
                memorySwapBytes,
                nanoCpus,
                cpuShares,
                cpuQuotaMicros,
                cpuPeriodMicros,
                pidsLimit,
                shmBytes,
                newReservedNanoCpus,
                newReservedMemoryBytes,
                gpus,
                ulimits);
    }

    /** Returns this with limits of the process itself. */
    public ResourceSpec limiting(List<Ulimit> newUlimits) {
        return new ResourceSpec(
                memoryBytes,
                memoryReservationBytes,
                memorySwapBytes,
                nanoCpus,
                cpuShares,
                cpuQuotaMicros,
                cpuPeriodMicros,
                pidsLimit,
                shmBytes,
                reservedNanoCpus,
                reservedMemoryBytes,
                gpus,
                newUlimits);
    }

    /** Nothing asked. */
    public static final ResourceSpec NONE = new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

    /**
     * One device request.
     *
     * @param driver such as {@code nvidia}, may be empty
     * @param count how many; -1 for all; 0 where IDs are given
     * @param deviceIds the devices asked for by ID
     * @param capabilities alternatives of capability sets, such as {@code [["gpu"]]}
     */
    public record DeviceRequest(String driver, int count, List<String> deviceIds, List<List<String>> capabilities) {
        /** Copies the lists. */
        public DeviceRequest {
            deviceIds = List.copyOf(deviceIds);
            capabilities = capabilities.stream().map(List::copyOf).toList();
        }
    }
}
