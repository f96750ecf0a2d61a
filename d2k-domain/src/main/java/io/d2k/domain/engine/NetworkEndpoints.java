package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.LinkRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkJoinRule;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.UnplugReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Connects containers with networks. Who is connected is kept with the containers. */
final class NetworkEndpoints {
    private final NetworkLookup lookup;
    private final Neighbours containers;
    private final ContainerLookup containerLookup;
    private final Predicate<ObservedContainer> running;
    private final PortPublishing publishing;
    private final NetworkUse use;
    private final NetworkEvents events;

    NetworkEndpoints(
            NetworkLookup lookup,
            Neighbours containers,
            ContainerLookup containerLookup,
            Predicate<ObservedContainer> running,
            PortPublishing publishing,
            NetworkUse use,
            NetworkEvents events) {
        this.lookup = lookup;
        this.containers = containers;
        this.containerLookup = containerLookup;
        this.running = running;
        this.publishing = publishing;
        this.use = use;
        this.events = events;
    }

    /**
     * Connects.
     *
     * @throws EngineException in Docker's words
     */
    void connect(String ref, String container, Membership wanted) {
        wanted.links().forEach(LinkRule::parse);
        ObservedContainer observed = containerLookup.require(container);
        ContainerRecord record = observed.record();
        boolean runs = running.test(observed);
        Optional<NetworkRecord> known = lookup.find(ref);
        if (known.isEmpty() && !runs) {
            join(record.id(), attachment("", ref, wanted)); // as at the creation: its start looks for it
            return;
        }
        NetworkRecord network = known.orElseThrow(() -> NetworkLookup.notFound(ref));
        NetworkJoinRule.check(
                network.name(),
                record.networks().stream().map(Attachment::networkName).toList(),
                wanted.aliases());
        if (runs) {
            NetworkLookup.requireAttachable(network); // what does not run finds that out when it starts
        }
        if (NetworkUse.member(record, network)) {
            if (runs) {
                throw alreadyThere(record, network);
            }
            if (network.swarmScope()) {
                // only the manager makes its endpoint, as it was asked last
                join(record.id(), attachment(network.id(), network.name(), wanted));
            }
            return; // the endpoint that its start will make stays as it was asked for first
        }
        if (runs && unplugged(observed)) {
            throw EngineException.unsupported("container " + record.name()
                    + " was started without a network interface: stop it, connect it, and start it again");
        }
        ContainerRecord joined = join(record.id(), attachment(network.id(), network.name(), wanted));
        if (runs) {
            publish(joined, record.networks());
            events.publish(network, "connect", record.id());
        }
    }

    /** A container whose ports are taken on a network's way out does not join it. */
    private void publish(ContainerRecord joined, List<Attachment> before) {
        try {
            publishing.follow(joined);
        } catch (EngineException e) {
            containers.all().update(joined.id(), r -> r.withNetworks(before));
            throw e;
        }
    }

    private static EngineException alreadyThere(ContainerRecord container, NetworkRecord network) {
        return network.swarmScope()
                ? EngineException.conflict(container.name() + " is already attached to network " + network.name())
                : EngineException.forbidden(
                        "endpoint with name " + container.name() + " already exists in network " + network.name());
    }

    private static Attachment attachment(String id, String name, Membership wanted) {
        return new Attachment(id, name, wanted.aliases(), wanted.links(), wanted.document());
    }

    /** One network of a name at a time: what was on one that has gone is on the new one then. */
    private ContainerRecord join(String container, Attachment attachment) {
        return containers.all().update(container, r -> {
            List<Attachment> networks = new ArrayList<>(r.networks());
            networks.removeIf(a -> a.networkName().equals(attachment.networkName()));
            networks.add(attachment);
            return r.withNetworks(networks);
        });
    }

    /**
     * Disconnects. What does not run leaves a network that has gone, too: it could not start again otherwise.
     *
     * @param force whether the container may have gone
     * @throws EngineException in Docker's words
     */
    void disconnect(String ref, String container, boolean force) {
        ObservedContainer observed = leaving(ref, container, force);
        boolean runs = running.test(observed);
        Optional<NetworkRecord> network = lookup.find(ref);
        if (network.isEmpty() && runs) {
            throw NetworkLookup.notFound(ref);
        }
        ContainerRecord record = observed.record();
        String name = network.map(NetworkRecord::name).orElse(ref);
        Predicate<Attachment> there = a -> a.networkName().equals(name)
                && (!runs || network.filter(n -> n.id().equals(a.networkId())).isPresent());
        if (record.networks().stream().noneMatch(there)) {
            throw EngineException.internal(
                    "container " + record.id() + " is not connected to " + (runs ? "" : "the ") + "network " + name);
        }
        if (network.filter(n -> use.waitedFor(record, n)).isEmpty()) {
            ContainerRecord left = containers
                    .all()
                    .update(
                            record.id(),
                            r -> r.withNetworks(
                                    r.networks().stream().filter(there.negate()).toList()));
            if (runs) {
                publishing.follow(left);
            }
        }
        network.ifPresent(n -> events.publish(n, "disconnect", record.id()));
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
