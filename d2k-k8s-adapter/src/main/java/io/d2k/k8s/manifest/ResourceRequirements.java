package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Limits and requests as quantities. Where only a limit is set, Kubernetes requests as much. */
final class ResourceRequirements {
    private ResourceRequirements() {}

    static Optional<V1ResourceRequirements> of(PodPlan.Resources plan) {
        Map<String, Quantity> limits = new TreeMap<>();
        Map<String, Quantity> requests = new TreeMap<>();
        put(limits, "memory", bytes(plan.memoryLimit()));
        put(requests, "memory", bytes(plan.memoryRequest()));
        put(limits, "cpu", millis(plan.cpuLimitMillis()));
        put(requests, "cpu", millis(plan.cpuRequestMillis()));
        // Extended resources cannot be overcommitted: the limit is the request.
        plan.extended().forEach((name, count) -> put(limits, name, count(count)));
        if (limits.isEmpty() && requests.isEmpty()) {
            return Optional.empty();
        }
        var requirements = new V1ResourceRequirements();
        requirements.setLimits(limits.isEmpty() ? null : limits);
        requirements.setRequests(requests.isEmpty() ? null : requests);
        return Optional.of(requirements);
    }

    private static void put(Map<String, Quantity> map, String name, Optional<Quantity> quantity) {
        quantity.ifPresent(q -> map.put(name, q));
    }

    private static Optional<Quantity> bytes(long bytes) {
        return bytes <= 0
                ? Optional.empty()
                : Optional.of(new Quantity(BigDecimal.valueOf(bytes), Quantity.Format.BINARY_SI));
    }

    private static Optional<Quantity> millis(long millis) {
        return millis <= 0
                ? Optional.empty()
                : Optional.of(new Quantity(BigDecimal.valueOf(millis, 3), Quantity.Format.DECIMAL_SI));
    }

    private static Optional<Quantity> count(long count) {
        return count <= 0
                ? Optional.empty()
                : Optional.of(new Quantity(BigDecimal.valueOf(count), Quantity.Format.DECIMAL_SI));
    }
}
