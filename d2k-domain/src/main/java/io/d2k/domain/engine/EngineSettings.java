package io.d2k.domain.engine;

import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.system.PodSecurity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator decides.
 *
 * @param preferDeployment whether everything that may is a Deployment ({@code D2K_WORKLOAD=deployment})
 * @param gpuResource the extended resource that stands for a GPU ({@code D2K_GPU_RESOURCE_NAME})
 * @param hostPaths which paths of nodes may be mounted ({@code D2K_HOST_PATHS})
 * @param startTimeout how long a start may take before it counts as failed ({@code D2K_START_TIMEOUT})
 * @param volumeBytes size of a volume whose size nobody asked for
 * @param publish where published ports are reached ({@code D2K_PUBLISH})
 * @param ownNode the node that d2k runs on, where it runs in the cluster ({@code D2K_NODE_NAME})
 * @param hostGateway what {@code host-gateway} stands for in {@code --add-host} ({@code D2K_HOST_GATEWAY_IP}); nothing
 *     for the address of the node, where there is but one
 * @param engineAddress by which containers reach this engine ({@code D2K_CONTAINER_DOCKER_HOST})
 * @param privileged whether containers may have more privileges than usual ({@code D2K_ALLOW_PRIVILEGED})
 * @param isolated whether containers without a common network are kept apart ({@code D2K_NETWORK_ISOLATION})
 * @param namesServed whether containers on networks ask a name server of d2k's ({@code D2K_NAME_SERVER})
 * @param podSecurity what containers may ({@code D2K_POD_SECURITY}); nothing for what the namespace's label says
 */
public record EngineSettings(
        boolean preferDeployment,
        Optional<String> gpuResource,
        HostPaths hostPaths,
        Duration startTimeout,
        long volumeBytes,
        PublishMode publish,
        Optional<String> ownNode,
        Optional<String> hostGateway,
        Optional<String> engineAddress,
        boolean privileged,
        boolean isolated,
        boolean namesServed,
        Optional<PodSecurity> podSecurity) {
    /** What holds when nothing is set. */
    public static final EngineSettings DEFAULT = new EngineSettings(
            false,
            Optional.empty(),
            HostPaths.ANY,
            Duration.ofSeconds(60),
            1L << 30,
            PublishMode.LOADBALANCER,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            false,
            false,
            Optional.empty());

    /** Returns whether the operator has said that no pod runs as root or has capabilities. */
    public boolean restricted() {
        return podSecurity.filter(PodSecurity.RESTRICTED::equals).isPresent();
    }

    /** Returns this with containers kept apart or not. */
    public EngineSettings withIsolated(boolean apart) {
        return new EngineSettings(
                preferDeployment,
                gpuResource,
                hostPaths,
                startTimeout,
                volumeBytes,
                publish,
                ownNode,
                hostGateway,
                engineAddress,
                privileged,
                apart,
                namesServed,
                podSecurity);
    }

    /**
     * Paths of nodes that containers may mount.
     *
     * @param any whether all are allowed
     * @param prefixes allowed paths with all below them, where not all are
     */
    public record HostPaths(boolean any, List<String> prefixes) {
        /** Copies the list. */
        public HostPaths {
            prefixes = List.copyOf(prefixes);
        }

        /** Every path. */
        public static final HostPaths ANY = new HostPaths(true, List.of());

        /** Returns whether a clean absolute path may be mounted. */
        public boolean allows(String path) {
            return any
                    || prefixes.stream()
                            .anyMatch(p -> path.equals(p) || path.startsWith(p.endsWith("/") ? p : p + "/"));
        }
    }
}
