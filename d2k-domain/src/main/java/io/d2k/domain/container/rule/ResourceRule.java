package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.Resources;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.ResourceSpec.DeviceRequest;
import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Optional;

/** Docker's limits and reservations to Kubernetes' limits and requests, with Docker's checks (moby daemon_unix.go). */
public final class ResourceRule {
    private static final long MINIMUM_MEMORY = 6L << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DEFAULT_PERIOD_MICROS = 100_000;
    private static final long LEAST_MICROS = 1000;
    private static final long MOST_PERIOD_MICROS = 1_000_000;
    /** Shares are a weight, and a request is room that a node must have: a tenth of a CPU for Docker's default of 1024. */
    private static final long SHARES_PER_CPU = 10_240;

    private static final long MOST_BY_SHARES_MILLIS = 1000;
    // Docker's limits reserve nothing, Kubernetes would reserve a whole limit: ask for next to nothing instead
    private static final long TOKEN_MEMORY = 1L << 20;
    private static final long TOKEN_CPU_MILLIS = 1;

    private ResourceRule() {}

    /**
     * Checks and translates.
     *
     * @param gpuResource the extended resource that stands for a GPU, where configured
     * @throws EngineException in Docker's words
     */
    public static Resources translate(ResourceSpec spec, Optional<String> gpuResource, Warnings warnings) {
        check(spec);
        warn(spec, warnings);
        return resources(spec, gpuResource);
    }

    /** Returns what a start of it fails with, in Docker's words, where there is such. */
    public static Optional<String> refusal(ResourceSpec spec) {
        return spec.cpuShares() < 0 ? Optional.of("shares: invalid argument") : Optional.empty();
    }

    /** Tells of what was asked and Kubernetes has no counterpart of. */
    static void warn(ResourceSpec spec, Warnings warnings) {
        if (spec.memorySwapBytes() > 0 && spec.memorySwapBytes() != spec.memoryBytes()) {
            warnings.add("Kubernetes gives containers no swap of their own. Memory swap limit was ignored.");
        }
        if (spec.pidsLimit() > 0) {
            warnings.add("Kubernetes has no process limit for one container. PidsLimit was ignored.");
        }
        if (within(spec.memoryBytes(), spec.reservedMemoryBytes()) < spec.reservedMemoryBytes()
                || within(spec.nanoCpus(), spec.reservedNanoCpus()) < spec.reservedNanoCpus()) {
            warnings.add("Kubernetes reserves no more than the limit. Reservations above it were lowered to it.");
        }
    }

    private static Resources resources(ResourceSpec spec, Optional<String> gpuResource) {
        long memoryRequest = spec.reservedMemoryBytes() > 0
                ? within(spec.memoryBytes(), spec.reservedMemoryBytes())
                : spec.memoryReservationBytes();
        if (memoryRequest == 0 && spec.memoryBytes() > 0) {
            memoryRequest = TOKEN_MEMORY;
        }
        long cpuLimit = cpuLimitMillis(spec);
        long cpuRequest = spec.reservedNanoCpus() > 0
                ? Math.ceilDiv(spec.reservedNanoCpus(), NANOS_PER_MILLI)
                : Math.min(
                        spec.cpuShares() > 0 ? Math.max(1, spec.cpuShares() * 1000 / SHARES_PER_CPU) : 0,
                        MOST_BY_SHARES_MILLIS);
        if (cpuLimit > 0) {
            cpuRequest = cpuRequest == 0 ? TOKEN_CPU_MILLIS : Math.min(cpuRequest, cpuLimit);
        }
        return new Resources(spec.memoryBytes(), memoryRequest, cpuLimit, cpuRequest, gpus(spec, gpuResource));
    }

    /**
     * Checks.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(ResourceSpec spec) {
        if (spec.memoryBytes() != 0 && spec.memoryBytes() < MINIMUM_MEMORY) {
            throw EngineException.invalid("Minimum memory limit allowed is 6MB");
        }
        if (spec.memoryBytes() > 0 && spec.memorySwapBytes() > 0 && spec.memorySwapBytes() < spec.memoryBytes()) {
            throw EngineException.invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }
        if (spec.memoryBytes() == 0 && spec.memorySwapBytes() > 0) {
            throw EngineException.invalid(
                    "You should always set the Memory limit when using Memoryswap limit, see usage");
        }
        if (spec.memoryReservationBytes() > 0 && spec.memoryReservationBytes() < MINIMUM_MEMORY) {
            throw EngineException.invalid("Minimum memory reservation allowed is 6MB");
        }
        if (spec.memoryBytes() > 0 && spec.memoryReservationBytes() > spec.memoryBytes()) {
            throw EngineException.invalid(
                    "Minimum memory limit can not be less than memory reservation limit, see usage");
        }
        if (spec.nanoCpus() > 0 && spec.cpuPeriodMicros() > 0) {
            throw EngineException.invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }
        if (spec.nanoCpus() > 0 && spec.cpuQuotaMicros() > 0) {
            throw EngineException.invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        }
        if (spec.cpuPeriodMicros() != 0
                && (spec.cpuPeriodMicros() < LEAST_MICROS || spec.cpuPeriodMicros() > MOST_PERIOD_MICROS)) {
            throw EngineException.invalid(
                    "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }
        if (spec.cpuQuotaMicros() > 0 && spec.cpuQuotaMicros() < LEAST_MICROS) {
            throw EngineException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }
        if (spec.nanoCpus() < 0) {
            throw EngineException.invalid("invalid value for NanoCpus: must not be negative");
        }
        if (spec.shmBytes() < 0) {
            throw EngineException.invalid("SHM size can not be less than 0");
        }
    }

    private static long within(long limit, long reserved) {
        return limit > 0 ? Math.min(limit, reserved) : reserved;
    }

    private static long cpuLimitMillis(ResourceSpec spec) {
        if (spec.nanoCpus() > 0) {
            return Math.max(1, spec.nanoCpus() / NANOS_PER_MILLI);
        }
        if (spec.cpuQuotaMicros() > 0) {
            long period = spec.cpuPeriodMicros() > 0 ? spec.cpuPeriodMicros() : DEFAULT_PERIOD_MICROS;
            return Math.max(1, spec.cpuQuotaMicros() * 1000 / period);
        }
        return 0;
    }

    private static Map<String, Long> gpus(ResourceSpec spec, Optional<String> gpuResource) {
        long count = 0;
        for (DeviceRequest request : spec.gpus()) {
            boolean gpu = request.capabilities().stream().anyMatch(set -> set.contains("gpu"));
            if (!gpu || gpuResource.isEmpty()) {
                throw EngineException.unsupported("could not select device driver \"" + request.driver()
                        + "\" with capabilities: " + request.capabilities()
                        + (gpu ? ": set D2K_GPU_RESOURCE_NAME to the cluster's GPU resource" : ""));
            }
            int asked = request.deviceIds().isEmpty()
                    ? request.count()
                    : request.deviceIds().size();
            count += asked < 0 ? 1 : asked;
        }
        return count == 0 ? Map.of() : Map.of(gpuResource.orElseThrow(), count);
    }
}
