package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.LinkRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.NetworkJoinRule;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.UnplugReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Connects containers with networks. Who is connected is kept with the containers. */
final class NetworkEndpoints {
    private final NetworkLookup lookup;
    private final Neighbours containers;
    private final ContainerLookup containerLookup;
    private final Predicate<ObservedContainer> running;
    private final NetworkUse use;
    private final NetworkEvents events;

    NetworkEndpoints(
            NetworkLookup lookup,
            Neighbours containers,
            ContainerLookup containerLookup,
            Predicate<ObservedContainer> running,
            NetworkUse use,
            NetworkEvents events) {
        this.lookup = lookup;
        this.containers = containers;
        this.containerLookup = containerLookup;
        this.running = running;
        this.use = use;
        this.events = events;
    }

    /**
     * Connects.
     *
     * @param links as {@code --link} names them
     * @throws EngineException in Docker's words
     */
    void connect(String ref, String container, List<String> aliases, List<String> links) {
        links.forEach(LinkRule::parse);
        ObservedContainer observed = containerLookup.require(container);
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = observed.record();
        NetworkJoinRule.check(
                network.name(),
                record.networks().stream().map(Attachment::networkName).toList(),
                aliases);
        boolean runs = running.test(observed);
        if (runs) {
            NetworkLookup.requireAttachable(network); // what does not run finds that out when it starts
        }
        if (NetworkUse.member(record, network)) {
            if (runs) {
                throw alreadyThere(record, network);
            }
            if (network.swarmScope()) {
                join(record.id(), network, aliases, links); // only the manager makes its endpoint, as it was asked last
            }
            return; // the endpoint that its start will make stays as it was asked for first
        }
        if (runs && unplugged(observed)) {
            throw EngineException.unsupported("container " + record.name()
                    + " was started without a network interface: stop it, connect it, and start it again");
        }
        join(record.id(), network, aliases, links);
        if (runs) {
            events.publish(network, "connect", record.id());
        }
    }

    private static EngineException alreadyThere(ContainerRecord container, NetworkRecord network) {
        return network.swarmScope()
                ? EngineException.conflict(container.name() + " is already attached to network " + network.name())
                : EngineException.forbidden(
                        "endpoint with name " + container.name() + " already exists in network " + network.name());
    }

    private void join(String container, NetworkRecord network, List<String> aliases, List<String> links) {
        containers.all().update(container, r -> {
            List<Attachment> networks = new ArrayList<>(r.networks());
            networks.removeIf(a -> a.networkId().equals(network.id()));
            networks.add(new Attachment(network.id(), network.name(), aliases, links));
            return r.withNetworks(networks);
        });
    }

    /**
     * Disconnects.
     *
     * @param force whether the container may have gone
     * @throws EngineException in Docker's words
     */
    void disconnect(String ref, String container, boolean force) {
        ObservedContainer observed = leaving(ref, container, force);
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = observed.record();
        if (!NetworkUse.member(record, network)) {
            throw EngineException.internal("container " + record.id() + " is not connected to "
                    + (running.test(observed) ? "" : "the ") + "network " + network.name());
        }
        if (!use.waitedFor(record, network)) {
            containers
                    .all()
                    .update(
                            record.id(),
                            r -> r.withNetworks(r.networks().stream()
                                    .filter(a -> !a.networkId().equals(network.id()))
                                    .toList()));
        }
        events.publish(network, "disconnect", record.id());
    }

    /** By force an endpoint is taken away whose container has gone, of which d2k leaves none. */
    private ObservedContainer leaving(String ref, String container, boolean force) {
        try {
            return containerLookup.require(container);
        } catch (EngineException e) {
            if (!force || e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            lookup.require(ref);
            throw new EngineException(ErrorKind.NOT_FOUND, "endpoint " + container + " not found", e);
        }
    }

    private static boolean unplugged(ObservedContainer container) {
        return StateProjection.currentPod(container)
                .flatMap(p -> UnplugReport.parse(p.preparation()))
                .filter(UnplugReport::done)
                .isPresent();
    }
}
