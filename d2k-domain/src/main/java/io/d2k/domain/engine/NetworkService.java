package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NetworkNameRule;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.NetworkStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Networks as records; membership is kept with the containers. */
final class NetworkService implements Networks {
    private static final Set<String> FILTERS =
            Set.of("dangling", "driver", "id", "label", "label!", "name", "scope", "type");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");
    private static final Set<String> TYPES = Set.of("custom", "builtin");

    private final NetworkStore store;
    private final NetworkLookup lookup;
    private final PredefinedNetworks predefined;
    private final ContainerStore containers;
    private final ContainerLookup containerLookup;
    private final EventLog events;
    private final Clock clock;
    private final IdSource ids;

    NetworkService(
            NetworkStore store,
            NetworkLookup lookup,
            PredefinedNetworks predefined,
            ContainerStore containers,
            ContainerLookup containerLookup,
            EventLog events,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.lookup = lookup;
        this.predefined = predefined;
        this.containers = containers;
        this.containerLookup = containerLookup;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public String create(NetworkRequest request) {
        NetworkNameRule.check(request);
        if (lookup.all().stream().anyMatch(n -> n.name().equals(request.name()))) {
            throw EngineException.conflict("network with name " + request.name() + " already exists");
        }
        NetworkRecord made = store.create(new NetworkRecord(
                ids.next("network", request.name()),
                request.name(),
                clock.instant(),
                request.driver().isEmpty() ? "bridge" : request.driver(),
                "local",
                request.internal(),
                request.attachable(),
                request.labels(),
                request.options(),
                request.document()));
        publish(made, "create", Map.of());
        return made.id();
    }

    @Override
    public List<NetworkView> list(Filters filters) {
        filters.allowOnly(FILTERS);
        for (String type : filters.get("type")) {
            if (!TYPES.contains(type)) {
                throw EngineException.invalid("invalid filter: 'type'='" + type + "'");
            }
        }
        boolean byUse = filters.has("dangling");
        boolean dangling = filters.flag("dangling", false);
        return lookup.all().stream()
                .filter(n -> filters.any("name", n.name()::contains))
                .filter(n -> filters.any("id", n.id()::contains))
                .filter(n -> filters.any("driver", n.driver()::equals))
                .filter(n -> filters.any("scope", n.scope()::equals))
                .filter(n -> filters.any("type", t -> t.equals("builtin") == isPredefined(n)))
                .filter(n -> filters.matchesLabels(n.labels()) && filters.excludesLabels(n.labels()))
                .map(this::view)
                .filter(v -> !byUse || (!v.predefined() && v.members().isEmpty()) == dangling)
                .toList();
    }

    @Override
    public NetworkView inspect(String ref) {
        return view(lookup.require(ref));
    }

    @Override
    public void remove(String ref) {
        NetworkRecord network = lookup.require(ref);
        if (isPredefined(network)) {
            throw EngineException.forbidden(network.name() + " is a pre-defined network and cannot be removed");
        }
        if (!view(network).members().isEmpty()) {
            throw EngineException.forbidden("error while removing network: network " + network.name() + " id "
                    + network.id() + " has active endpoints");
        }
        store.remove(network);
        publish(network, "destroy", Map.of());
    }

    @Override
    public void connect(String ref, String container, List<String> aliases) {
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = containerLookup.require(container).record();
        if (member(record, network)) {
            throw EngineException.forbidden(
                    "endpoint with name " + record.name() + " already exists in network " + network.name());
        }
        containers.update(record.id(), r -> {
            List<Attachment> more = new ArrayList<>(r.networks());
            more.add(new Attachment(network.id(), network.name(), aliases));
            return r.withNetworks(more);
        });
        publish(network, "connect", Map.of("container", record.id()));
    }

    @Override
    public void disconnect(String ref, String container, boolean force) {
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = containerLookup.require(container).record();
        if (!member(record, network)) {
            throw EngineException.forbidden(
                    "container " + record.id() + " is not connected to network " + network.name());
        }
        containers.update(
                record.id(),
                r -> r.withNetworks(r.networks().stream()
                        .filter(a -> !a.networkId().equals(network.id()))
                        .toList()));
        publish(network, "disconnect", Map.of("container", record.id()));
    }

    @Override
    public List<String> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        List<NetworkRecord> unused = store.list().stream()
                .filter(n -> filters.matchesLabels(n.labels()) && filters.excludesLabels(n.labels()))
                .filter(n -> UntilFilter.passes(filters, n.created(), clock.instant()))
                .filter(n -> view(n).members().isEmpty())
                .toList();
        unused.forEach(n -> {
            store.remove(n);
            publish(n, "destroy", Map.of());
        });
        events.pruned("network");
        return unused.stream().map(NetworkRecord::name).toList();
    }

    private boolean isPredefined(NetworkRecord network) {
        return predefined.all().stream().anyMatch(n -> n.id().equals(network.id()));
    }

    private static boolean member(ContainerRecord record, NetworkRecord network) {
        return record.networks().stream().anyMatch(a -> a.networkId().equals(network.id()));
    }

    private NetworkView view(NetworkRecord network) {
        List<NetworkView.Member> members = new ArrayList<>();
        for (ObservedContainer c : containers.list()) {
            if (!member(c.record(), network)) {
                continue;
            }
            StateProjection.currentPod(c)
                    .filter(p -> p.process() instanceof ProcessState.Running)
                    .map(PodObservation::ip)
                    .ifPresent(ip -> members.add(new NetworkView.Member(
                            c.record().id(),
                            c.record().name(),
                            Ids.derived(c.record().id() + network.id()),
                            network.name().equals(PredefinedNetworks.NONE) ? "" : ip)));
        }
        return new NetworkView(network, isPredefined(network), members);
    }

    private void publish(NetworkRecord network, String action, Map<String, String> more) {
        Map<String, String> attributes = new java.util.TreeMap<>(more);
        attributes.put("name", network.name());
        attributes.put("type", network.driver());
        events.publish("network", action, network.id(), attributes);
    }
}
