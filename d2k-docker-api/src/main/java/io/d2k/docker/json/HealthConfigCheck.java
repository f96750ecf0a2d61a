package io.d2k.docker.json;

import io.d2k.domain.swarm.RpcError;
import java.util.List;

/** What a swarm manager refuses of a health check: the same as an engine does, in words of its own. */
final class HealthConfigCheck {
    private static final long LEAST_NANOS = 1_000_000;

    private HealthConfigCheck() {}

    /** Checks the health check of a {@code ContainerSpec}. */
    static void check(Fields health) {
        for (String field : List.of("Interval", "Timeout", "StartPeriod", "StartInterval")) {
            long nanos = health.number(field);
            if (nanos != 0 && nanos < LEAST_NANOS) {
                throw RpcError.invalidArgument("ContainerSpec: " + field + " in HealthConfig cannot be less than 1ms");
            }
        }
        if (health.number("Retries") < 0) {
            throw RpcError.invalidArgument("ContainerSpec: Retries in HealthConfig cannot be negative");
        }
    }
}
