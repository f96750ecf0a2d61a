package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.swarm.RpcError;
import io.d2k.domain.swarm.ServiceUse;
import io.d2k.domain.swarm.SwarmId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is on a network, and what keeps it from removal. */
final class NetworkUse {
    private final Neighbours containers;
    private final PredefinedNetworks predefined;
    private final Optional<ServiceUse> services;

    NetworkUse(Neighbours containers, PredefinedNetworks predefined, Optional<ServiceUse> services) {
        this.containers = containers;
        this.predefined = predefined;
        this.services = services;
    }

    /** Returns whether nobody has made the network. */
    boolean isPredefined(NetworkRecord network) {
        return predefined.all().stream().anyMatch(n -> n.id().equals(network.id()));
    }

    /** Returns whether a container is to be on the network. */
    static boolean member(ContainerRecord record, NetworkRecord network) {
        return record.networks().stream().anyMatch(a -> a.networkId().equals(network.id()));
    }

    /** Returns the network with the containers that run on it. */
    NetworkView view(NetworkRecord network) {
        List<NetworkView.Member> members = new ArrayList<>();
        for (ObservedContainer c : containers.all().list()) {
            if (!member(c.record(), network)) {
                continue;
            }
            StateProjection.currentPod(c)
                    .filter(p -> p.process() instanceof ProcessState.Running)
                    .ifPresent(pod -> members.add(new NetworkView.Member(
                            c.record().id(),
                            c.record().name(),
                            OverlayTraffic.endpointId(c.record().id(), network),
                            network.name().equals(PredefinedNetworks.NONE) ? "" : pod.ip(),
                            pod.node())));
        }
        return new NetworkView(network, isPredefined(network), members);
    }

    /**
     * Refuses to remove what is used. A network of a swarm is kept by its manager, any other by the endpoints on it.
     *
     * @throws EngineException in Docker's words
     */
    void requireUnused(NetworkView view) {
        NetworkRecord network = view.record();
        users(network).stream().findFirst().ifPresent(service -> {
            throw RpcError.failedPrecondition("network " + network.id() + " is in use by service " + service.id());
        });
        holders(view).findFirst().ifPresent(member -> {
            throw network.swarmScope()
                    ? RpcError.failedPrecondition(
                            "network " + network.id() + " is in use by task " + SwarmId.of(member.containerId()))
                    : EngineException.forbidden("error while removing network: network " + network.name() + " id "
                            + network.id() + " has active endpoints");
        });
    }

    /** Returns whether a container is that of a task which is ending, since its service has gone: it leaves anyway. */
    boolean waitedFor(ContainerRecord container, NetworkRecord network) {
        String service = container.spec().labels().getOrDefault(ServicePlanning.SERVICE_ID, "");
        return containers.own().find(container.id()).isEmpty()
                && users(network).stream().noneMatch(u -> u.id().equals(service));
    }

    private List<ServiceUse.User> users(NetworkRecord network) {
        return services.map(s -> s.users(ServiceUse.Kind.NETWORK, network.id())).orElseGet(List::of);
    }

    /** Returns whether no container and no service keeps the network. */
    boolean unused(NetworkView view) {
        return holders(view).findAny().isEmpty() && users(view.record()).isEmpty();
    }

    /** Tasks hold a network by their service, so that those which are only waited for do not. */
    private Stream<NetworkView.Member> holders(NetworkView view) {
        return view.members().stream()
                .filter(m -> containers.own().find(m.containerId()).isPresent());
    }
}
