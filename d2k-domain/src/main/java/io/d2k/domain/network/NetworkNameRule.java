package io.d2k.domain.network;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.swarm.RpcError;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which networks may be created. An engine takes any name for a network of its own, and a swarm those of DNS. */
public final class NetworkNameRule {
    private static final Pattern DNS_NAME = Pattern.compile("[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*");
    private static final int LONGEST_DNS_NAME = 63;
    private static final Set<String> DRIVERS = Set.of("", "default", "bridge", "overlay");

    private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none", "default");
    private static final Set<String> OF_NODES = Set.of("bridge", "host");
    private static final Set<String> ONLY_ONE = Set.of("host", "null");
    private static final Set<String> OF_DOCKER = Set.of("macvlan", "ipvlan");

    private NetworkNameRule() {}

    /**
     * Checks a request.
     *
     * @param swarm whether this is swarm mode
     * @param taken whether there is a network of that name
     * @throws EngineException in Docker's words
     */
    public static void check(NetworkRequest request, boolean swarm, boolean taken) {
        String name = request.name();
        if (name.isBlank()) {
            throw EngineException.invalid("invalid name: " + name);
        }
        if (swarm && OF_NODES.contains(name)) {
            throw taken(name); // a swarm has them, too
        }
        if (PREDEFINED.contains(name)) {
            throw EngineException.forbidden("operation is not permitted on predefined " + name + " network ");
        }
        if (request.swarmScope() || request.ingress()) {
            checkSwarm(request, swarm);
        }
        if (taken) {
            throw taken(name);
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

    private static EngineException taken(String name) {
        return EngineException.conflict("network with name " + name + " already exists");
    }

    /**
     * Checks what a swarm's manager looks at when it makes a network: capitals make no other name to it.
     *
     * @param others the names of the swarm's networks
     * @throws EngineException in Docker's words
     */
    public static void checkAmong(List<String> others, NetworkRequest request) {
        if (request.swarmScope() && others.stream().anyMatch(request.name()::equalsIgnoreCase)) {
            throw RpcError.unknown("name conflicts with an existing object");
        }
    }

    /** A swarm's manager has other rules than an engine has for networks of its own. */
    private static void checkSwarm(NetworkRequest request, boolean swarm) {
        if (!swarm) {
            if (!request.driver().equals("overlay")) {
                throw EngineException.forbidden(
                        request.ingress()
                                ? "Ingress network can only be global scope network"
                                : "cannot create a swarm scoped network when swarm is not active");
            }
            throw EngineException.forbidden(
                    "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm"
                            + " join\" to connect this node to swarm and try again.");
        }
        if (request.scope().equals("local")) {
            throw EngineException.forbidden("cannot downgrade network scope for overlay networks");
        }
        if (request.name().length() > LONGEST_DNS_NAME) {
            throw RpcError.invalidArgument("name must be 63 characters or fewer");
        }
        if (!DNS_NAME.matcher(request.name()).matches()) {
            throw RpcError.invalidArgument("name must be valid as a DNS name component");
        }
        if (request.driver().isEmpty()) {
            throw RpcError.invalidArgument("driver name: if driver is specified name is required");
        }
    }
}
