package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.Resources;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.ResourceSpec.DeviceRequest;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceRuleTest {
    private static ResourceSpec memory(long limit, long reservation, long swap) {
        return new ResourceSpec(limit, reservation, swap, 0, 0, 0, 0, 0, 0, List.of());
    }

    private static ResourceSpec cpu(long nanos, long shares, long quota, long period) {
        return new ResourceSpec(0, 0, 0, nanos, shares, quota, period, 0, 0, List.of());
    }

    static Stream<Arguments> resources() {
        long mb = 1L << 20;
        return Stream.of(
                arguments(ResourceSpec.NONE, new Resources(0, 0, 0, 0, Map.of())),
                arguments(memory(64 * mb, 0, 0), new Resources(64 * mb, mb, 0, 0, Map.of())),
                arguments(memory(64 * mb, 32 * mb, -1), new Resources(64 * mb, 32 * mb, 0, 0, Map.of())),
                arguments(memory(0, 32 * mb, 0), new Resources(0, 32 * mb, 0, 0, Map.of())),
                arguments(cpu(1_500_000_000, 0, 0, 0), new Resources(0, 0, 1500, 1, Map.of())),
                arguments(cpu(1, 0, 0, 0), new Resources(0, 0, 1, 1, Map.of())),
                arguments(cpu(100_000_000, 2048, 0, 0), new Resources(0, 0, 100, 100, Map.of())),
                arguments(cpu(0, 2048, 0, 0), new Resources(0, 0, 0, 200, Map.of())),
                arguments(cpu(0, 512, 0, 0), new Resources(0, 0, 0, 50, Map.of())),
                arguments(cpu(0, 2, 0, 0), new Resources(0, 0, 0, 1, Map.of())),
                arguments(cpu(0, 262_144, 0, 0), new Resources(0, 0, 0, 1000, Map.of())),
                arguments(ResourceSpec.NONE.reserving(4_000_000_000L, 0), new Resources(0, 0, 0, 4000, Map.of())),
                arguments(
                        ResourceSpec.NONE.reserving(500_000_000, 32 * mb), new Resources(0, 32 * mb, 0, 500, Map.of())),
                arguments(
                        cpu(1_000_000_000, 0, 0, 0).reserving(250_000_001, 0),
                        new Resources(0, 0, 1000, 251, Map.of())),
                arguments(ResourceSpec.NONE.reserving(0, 5 * mb), new Resources(0, 5 * mb, 0, 0, Map.of())),
                arguments(cpu(0, 0, 50_000, 0), new Resources(0, 0, 500, 1, Map.of())),
                arguments(cpu(0, 0, 50_000, 25_000), new Resources(0, 0, 2000, 1, Map.of())));
    }

    @Test
    void negativeSharesAreRefusedAtTheStart() {
        assertEquals(Optional.of("shares: invalid argument"), ResourceRule.refusal(cpu(0, -1, 0, 0)));
        assertEquals(Optional.empty(), ResourceRule.refusal(cpu(0, 2, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("resources")
    void limitsAreTranslated(ResourceSpec spec, Resources expected) {
        Warnings warnings = new Warnings();
        assertEquals(expected, ResourceRule.translate(spec, Optional.empty(), warnings));
        assertEquals(List.of(), warnings.list());
    }

    static Stream<Arguments> refusedResources() {
        long mb = 1L << 20;
        return Stream.of(
                arguments("Minimum memory limit allowed is 6MB", memory(mb, 0, 0)),
                arguments("Minimum memory limit allowed is 6MB", memory(-1, 0, 0)),
                arguments(
                        "Minimum memoryswap limit should be larger than memory limit, see usage",
                        memory(64 * mb, 0, 32 * mb)),
                arguments(
                        "You should always set the Memory limit when using Memoryswap limit, see usage",
                        memory(0, 0, 32 * mb)),
                arguments("Minimum memory reservation allowed is 6MB", memory(0, mb, 0)),
                arguments(
                        "Minimum memory limit can not be less than memory reservation limit, see usage",
                        memory(32 * mb, 64 * mb, 0)),
                arguments("Conflicting options: Nano CPUs and CPU Period cannot both be set", cpu(1, 0, 0, 1)),
                arguments("Conflicting options: Nano CPUs and CPU Quota cannot both be set", cpu(1, 0, 1, 0)),
                arguments(
                        "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)",
                        cpu(0, 0, 0, 999)),
                arguments(
                        "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)",
                        cpu(0, 0, 5000, 1_000_001)),
                arguments("CPU cfs quota can not be less than 1ms (i.e. 1000)", cpu(0, 0, 999, 0)),
                arguments("SHM size can not be less than 0", new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 0, -1, List.of())));
    }

    @ParameterizedTest
    @MethodSource("refusedResources")
    void limitsAreRefusedInDockersWords(String message, ResourceSpec spec) {
        Refusals.invalid(message, () -> ResourceRule.translate(spec, Optional.empty(), new Warnings()));
    }

    @Test
    void whatHasNoLimitInKubernetesIsWarnedOf() {
        Warnings warnings = new Warnings();
        ResourceRule.translate(
                new ResourceSpec(64 << 20, 0, 128 << 20, 0, 0, 0, 0, 10, 0, List.of()), Optional.empty(), warnings);
        assertEquals(2, warnings.list().size());
    }

    /** A swarm takes them; its nodes limit what the task gets, and count what it reserves. */
    @Test
    void reservationsAboveTheLimitAreLoweredWithAWarning() {
        Warnings warnings = new Warnings();

        assertEquals(
                new Resources(32 << 20, 32 << 20, 0, 0, Map.of()),
                ResourceRule.translate(memory(32 << 20, 0, 0).reserving(0, 64 << 20), Optional.empty(), warnings));
        assertEquals(
                new Resources(0, 0, 500, 500, Map.of()),
                ResourceRule.translate(
                        cpu(500_000_000, 0, 0, 0).reserving(1_000_000_000, 0), Optional.empty(), warnings));
        assertEquals(
                List.of("Kubernetes reserves no more than the limit. Reservations above it were lowered to it."),
                warnings.list());
    }

    @Test
    void gpusAreExtendedResources() {
        DeviceRequest all = new DeviceRequest("nvidia", -1, List.of(), List.of(List.of("gpu")));
        DeviceRequest ids = new DeviceRequest("", 0, List.of("0", "2"), List.of(List.of("gpu", "utility")));
        ResourceSpec spec = new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(all, ids));
        assertEquals(
                Map.of("nvidia.com/gpu", 3L),
                ResourceRule.translate(spec, Optional.of("nvidia.com/gpu"), new Warnings())
                        .extended());
        Refusals.unsupported(
                "could not select device driver \"nvidia\" with capabilities: [[gpu]]: set D2K_GPU_RESOURCE_NAME to the"
                        + " cluster's GPU resource",
                () -> ResourceRule.translate(spec, Optional.empty(), new Warnings()));
    }
}
