package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.NetworkSpec.Endpoint;
import io.d2k.domain.container.rule.NetworkOrder;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.NetworkStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds networks by name, ID or prefix, and the networks that a container asks for. */
final class NetworkLookup {
    private final NetworkStore store;
    private final PredefinedNetworks predefined;

    NetworkLookup(NetworkStore store, PredefinedNetworks predefined) {
        this.store = store;
        this.predefined = predefined;
    }

    /** Returns all networks, the predefined ones first. */
    List<NetworkRecord> all() {
        List<NetworkRecord> all = new ArrayList<>(predefined.all());
        all.addAll(store.list());
        return all;
    }

    /** Returns in which order a container asks its networks for a name. */
    NetworkOrder order() {
        return new NetworkOrder(store.list().stream()
                .filter(NetworkRecord::internal)
                .map(NetworkRecord::id)
                .collect(Collectors.toSet()));
    }

    /**
     * Returns whether one of a container's networks has a way out. Where none has, its ports are neither published nor told
     * of, as with libnetwork.
     */
    boolean outward(ContainerRecord container) {
        return container.networks().stream()
                .filter(a -> !a.networkName().equals(PredefinedNetworks.NONE))
                .anyMatch(a -> store.list().stream().noneMatch(n -> n.internal() && n.id().equals(a.networkId())));
    }

    /** Returns the network, or fails with Docker's words. */
    NetworkRecord require(String ref) {
        return find(ref).orElseThrow(() -> notFound(ref));
    }

    /**
     * Returns the network of a scope, or fails with Docker's words.
     *
     * @param scope empty for any; a swarm knows some networks of nodes by IDs of its own
     */
    NetworkRecord require(String ref, String scope) {
        Stream<NetworkRecord> all = Stream.concat(all().stream(), predefined.ofSwarm().stream());
        return find(all.filter(n -> scope.isEmpty() || n.scope().equals(scope)).toList(), ref)
                .orElseThrow(() -> notFound(ref));
    }

    /** Returns the network of that ID as a swarm knows it. */
    Optional<NetworkRecord> ofSwarm(String id) {
        return Stream.concat(all().stream(), predefined.ofSwarm().stream())
                .filter(n -> n.id().equals(id))
                .findFirst();
    }

    static EngineException notFound(String ref) {
        return EngineException.notFound("network " + ref + " not found");
    }

    Optional<NetworkRecord> find(String ref) {
        return find(all(), ref);
    }

    private static Optional<NetworkRecord> find(List<NetworkRecord> all, String ref) {
        Optional<NetworkRecord> exact = all.stream()
                .filter(n -> n.id().equals(ref))
                .findFirst()
                .or(() -> all.stream().filter(n -> n.name().equals(ref)).findFirst());
        if (exact.isPresent() || ref.isEmpty()) {
            return exact;
        }
        List<NetworkRecord> prefixed =
                all.stream().filter(n -> n.id().startsWith(ref)).toList();
        if (prefixed.size() > 1) {
            throw EngineException.invalid(
                    "network " + ref + " is ambiguous (" + prefixed.size() + " matches found based on ID prefix)");
        }
        return prefixed.stream().findFirst();
    }

    /**
     * Returns the networks that a request asks for: those with settings of their own, else that of the mode. A network
     * that does not exist is kept with an empty ID: Docker creates such a container and refuses to start it.
     */
    List<Attachment> asked(NetworkSpec spec) {
        String mode = spec.mode().isEmpty() || spec.mode().equals("default") ? PredefinedNetworks.BRIDGE : spec.mode();
        Map<String, Endpoint> wanted = new LinkedHashMap<>();
        if (spec.endpoints().isEmpty() || spec.endpoints().containsKey(mode)) {
            wanted.put(mode, spec.endpoints().getOrDefault(mode, Endpoint.PLAIN));
        }
        spec.endpoints().forEach((ref, endpoint) -> wanted.putIfAbsent(ref.equals("default") ? mode : ref, endpoint));
        Map<String, Attachment> byNetwork = new LinkedHashMap<>();
        wanted.forEach((ref, endpoint) -> {
            Optional<NetworkRecord> network = find(ref);
            String name = network.map(NetworkRecord::name).orElse(ref);
            byNetwork.merge(
                    name,
                    new Attachment(
                            network.map(NetworkRecord::id).orElse(""), name, endpoint.aliases(), endpoint.links(), ""),
                    (a, b) -> a.aliases().isEmpty() ? b : a);
        });
        return List.copyOf(byNetwork.values());
    }

    /**
     * Returns the attachments with the IDs of their networks, or fails for the first that does not exist. One that was
     * made anew is another network for what was on the old one, but not for what has yet to start.
     *
     * @param ran whether the container has been on its networks before
     */
    List<Attachment> resolved(List<Attachment> attachments, boolean ran) {
        return attachments.stream()
                .map(a -> {
                    boolean known = ran && !a.networkId().isEmpty();
                    NetworkRecord n = find(a.networkId())
                            .or(() -> known ? Optional.empty() : find(a.networkName()))
                            .orElseThrow(() -> notFound(known ? a.networkId() : a.networkName()));
                    requireAttachable(n);
                    return a.on(n.id(), n.name());
                })
                .toList();
    }

    /** Refuses a network of a swarm that is for services alone. */
    static void requireAttachable(NetworkRecord network) {
        if (network.swarmScope() && !network.attachable()) {
            throw EngineException.unclassed("Could not attach to network " + network.name()
                    + ": rpc error: code = PermissionDenied desc = network " + network.name()
                    + " not manually attachable");
        }
    }
}
