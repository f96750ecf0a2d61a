package io.d2k.domain.service.rule;

import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.service.EndpointSpec;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.swarm.RpcError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a swarm manager refuses of a service, before it looks at anything else (swarmkit's control API). */
public final class ServiceChecks {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]+(?:[a-zA-Z0-9-_]*[a-zA-Z0-9])?");
    private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");
    private static final int LONGEST_NAME = 63;
    private static final long LEAST_MEMORY = 4L << 20;
    private static final long LEAST_NANO_CPUS = 1_000_000;

    private ServiceChecks() {}

    /**
     * Checks.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(ServiceSpec spec) {
        name(spec.name());
        task(spec);
        update(spec.update());
        endpoint(spec.endpoint());
        PlacementRule.check(spec.task().placement());
    }

    private static void name(String name) {
        if (name.isEmpty()) {
            throw RpcError.invalidArgument("meta: name must be provided");
        }
        if (!NAME.matcher(name).matches()) {
            throw RpcError.invalidArgument("name must be valid as a DNS name component");
        }
        if (name.length() > LONGEST_NAME) {
            throw RpcError.invalidArgument("name must be 63 characters or fewer");
        }
    }

    private static void task(ServiceSpec spec) {
        resources(spec.task().container().resources());
        negative("TaskSpec: restart-delay", spec.task().restart().delay());
        negative("TaskSpec: restart-window", spec.task().restart().window());
        image(spec.task().container().image());
        Set<String> targets = new HashSet<>();
        for (MountRequest mount : spec.task().container().storage().mounts()) {
            if (!targets.add(mount.target())) {
                throw RpcError.invalidArgument("ContainerSpec: duplicate mount point: " + mount.target());
            }
        }
        Map<String, String> files = new HashMap<>();
        spec.task().files().stream().filter(f -> !f.target().isEmpty()).forEach(f -> {
            String kind = f.secret() ? "secret" : "config";
            String other = files.putIfAbsent(kind + f.target(), f.name());
            if (other != null) {
                throw RpcError.invalidArgument(kind + " references '" + other + "' and '" + f.name()
                        + "' have a conflicting target: '" + f.target() + "'");
            }
        });
    }

    private static void image(String image) {
        if (image.isEmpty()) {
            throw RpcError.invalidArgument("ContainerSpec: image reference must be provided");
        }
        EngineException refusal =
                RpcError.invalidArgument("ContainerSpec: \"" + image + "\" is not a valid repository/tag");
        if (IMAGE_ID.matcher(image).matches()) {
            throw refusal; // what only one engine knows is no image for the nodes of a swarm
        }
        try {
            ImageReference.parse(image);
        } catch (EngineException e) {
            throw new EngineException(refusal.kind(), refusal.getMessage(), e);
        }
    }

    private static void resources(ResourceSpec resources) {
        memory(resources.memoryBytes());
        cpus(resources.nanoCpus());
        memory(resources.reservedMemoryBytes());
    }

    private static void memory(long bytes) {
        if (bytes != 0 && bytes < LEAST_MEMORY) {
            throw RpcError.invalidArgument("invalid memory value " + bytes + ": Must be at least 4MiB");
        }
    }

    /**
     * Checks a limit or a reservation of CPUs.
     *
     * @param nanos billionths of a CPU; 0 for none
     * @throws EngineException in Docker's words
     */
    public static void cpus(long nanos) {
        if (nanos != 0 && nanos < LEAST_NANO_CPUS) {
            throw RpcError.invalidArgument("invalid cpu value " + general(nanos) + ": Must be at least 0.001");
        }
    }

    /** Writes billionths as Go's {@code %g} does: with an exponent where it is below -4. */
    private static String general(long nanos) {
        BigDecimal value = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        return exponent < -4
                ? value.movePointRight(-exponent).stripTrailingZeros().toPlainString() + "e-0" + -exponent
                : value.toPlainString();
    }

    private static void negative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw RpcError.invalidArgument(what + " cannot be negative");
        }
    }

    private static void update(UpdateConfig config) {
        negative("TaskSpec: update-delay", config.delay());
        negative("TaskSpec: update-monitor", config.monitor());
        if (config.maxFailureRatio() < 0 || config.maxFailureRatio() > 1) {
            throw RpcError.invalidArgument("TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1");
        }
    }

    private static void endpoint(EndpointSpec endpoint) {
        Set<String> published = new HashSet<>();
        for (PublishedTarget port : endpoint.ports()) {
            if (endpoint.dnsRoundRobin() && !port.host()) {
                throw RpcError.invalidArgument(
                        "EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
            }
            if (port.published() > 0
                    && !published.add(
                            port.published() + port.target().protocol().key())) {
                throw RpcError.invalidArgument("EndpointSpec: duplicate published ports provided");
            }
        }
    }
}
