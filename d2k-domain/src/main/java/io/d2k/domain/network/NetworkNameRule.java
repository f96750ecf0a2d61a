package io.d2k.domain.network;

import io.d2k.domain.error.EngineException;
import java.util.Set;
import java.util.regex.Pattern;

/** Which networks may be created. */
public final class NetworkNameRule {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Set<String> DRIVERS = Set.of("", "default", "bridge", "overlay");

    private static final Set<String> ONLY_ONE = Set.of("host", "null");
    private static final Set<String> OF_DOCKER = Set.of("macvlan", "ipvlan");

    private NetworkNameRule() {}

    /**
     * Checks a request.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(NetworkRequest request) {
        String name = request.name();
        if (name.isBlank()) {
            throw EngineException.invalid("network name or ID can not be empty");
        }
        if (!VALID.matcher(name).matches()) {
            throw EngineException.invalid("invalid network name: only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed: " + name);
        }
        if (request.driver().equals("overlay") || request.scope().equals("swarm") || request.ingress()) {
            throw EngineException.forbidden(
                    "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm"
                            + " join\" to connect this node to swarm and try again.");
        }
        if (ONLY_ONE.contains(request.driver())) {
            throw EngineException.forbidden("only one instance of \"" + request.driver() + "\" network is allowed");
        }
        if (!DRIVERS.contains(request.driver())) {
            if (!OF_DOCKER.contains(request.driver())) {
                throw EngineException.notFound("plugin \"" + request.driver() + "\" not found");
            }
            throw EngineException.unsupported(
                    "network driver \"" + request.driver()
                            + "\" has no counterpart on Kubernetes: use a bridge network, the cluster's own network carries it");
        }
    }
}
