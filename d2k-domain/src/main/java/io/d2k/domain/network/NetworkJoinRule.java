package io.d2k.domain.network;

import io.d2k.domain.error.EngineException;
import java.util.List;

/** Which networks a container may join by hand (moby {@code daemon/container_operations.go}). */
public final class NetworkJoinRule {
    private static final String HOST = "host";
    /** The network of containers that want none. */
    static final String NONE = "none";

    private NetworkJoinRule() {}

    /**
     * Checks a network that a container is to join.
     *
     * @param network its name
     * @param present the names of the networks that the container is on
     * @throws EngineException in Docker's words
     */
    public static void check(String network, List<String> present) {
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
