package io.d2k.domain.network;

import io.d2k.domain.error.EngineException;
import java.util.List;
import java.util.Set;

/** Which networks a container may join by hand (moby {@code daemon/container_operations.go}). */
public final class NetworkJoinRule {
    private static final String HOST = "host";
    /** The network of containers that want none. */
    static final String NONE = "none";

    private static final Set<String> WITHOUT_NAMES = Set.of("bridge", HOST, NONE);

    private NetworkJoinRule() {}

    /**
     * Checks a network that a container is to join.
     *
     * @param network its name
     * @param present the names of the networks that the container is on
     * @param aliases by which others are to find the container there
     * @throws EngineException in Docker's words
     */
    public static void check(String network, List<String> present, List<String> aliases) {
        if (!aliases.isEmpty() && WITHOUT_NAMES.contains(network)) {
            throw EngineException.invalid("invalid endpoint settings:\n"
                    + "network-scoped alias is supported only for containers in user defined networks");
        }
        if (present.contains(network)) {
            return;
        }
        if (network.equals(HOST)) {
            throw EngineException.invalid(
                    "container cannot be disconnected from host network or connected to host network");
        }
        if (!present.isEmpty() && (network.equals(NONE) || present.contains(NONE))) {
            throw EngineException.invalid("container cannot be connected to multiple networks with one of the networks"
                    + " in private (none) mode");
        }
    }
}
