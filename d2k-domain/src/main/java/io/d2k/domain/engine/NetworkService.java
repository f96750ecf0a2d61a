package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.BridgeOptionRule;
import io.d2k.domain.network.IpamRule;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.network.NetworkNameRule;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.network.NetworkWarningRule;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.swarm.RpcError;
import io.d2k.domain.swarm.ServiceUse;
import io.d2k.domain.swarm.SwarmId;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Networks as records; membership is kept with the containers. */
final class NetworkService implements Networks {
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");
    private static final Set<String> TYPES = Set.of("custom", "builtin");

    private final NetworkStore store;
    private final NetworkLookup lookup;
    private final PredefinedNetworks predefined;
    private final NetworkUse use;
    private final NetworkEndpoints endpoints;
    private final boolean swarm;
    private final Optional<OverlayTraffic> traffic;
    private final boolean isolated;
    private final EventLog log;
    private final NetworkEvents events;
    private final Clock clock;
    private final IdSource ids;
    // one at a time: of several who make a network of a name one succeeds, and nobody joins what is being removed
    private final ReentrantLock changes = new ReentrantLock();

    NetworkService(
            NetworkStore store,
            NetworkLookup lookup,
            PredefinedNetworks predefined,
            Neighbours containers,
            ContainerLookup containerLookup,
            Predicate<ObservedContainer> running,
            PortPublishing publishing,
            Optional<ServiceUse> services,
            Optional<OverlayTraffic> traffic,
            boolean isolated,
            EventLog log,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.lookup = lookup;
        this.predefined = predefined;
        this.use = new NetworkUse(containers, predefined, services);
        this.events = new NetworkEvents(log);
        this.endpoints = new NetworkEndpoints(lookup, containers, containerLookup, running, publishing, use, events);
        this.swarm = services.isPresent();
        this.traffic = traffic;
        this.isolated = isolated;
        this.log = log;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public NetworkCreated create(NetworkRequest request) {
        return alone(() -> make(request));
    }

    private <T> T alone(Supplier<T> change) {
        changes.lock();
        try {
            return change.get();
        } finally {
            changes.unlock();
        }
    }

    private NetworkCreated make(NetworkRequest request) {
        IpamRule.check(request);
        NetworkNameRule.check(
                request, swarm, lookup.all().stream().anyMatch(n -> n.name().equals(request.name())));
        NetworkNameRule.checkAmong(
                store.list().stream()
                        .filter(NetworkRecord::swarmScope)
                        .map(NetworkRecord::name)
                        .toList(),
                request);
        BridgeOptionRule.check(request);
        if (request.ingress()) {
            throw RpcError.alreadyExists(
                    "ingress network (" + predefined.ingress().id() + ") is already present");
        }
        List<String> subnets = IpamRule.taken(request);
        IpamRule.checkFree(subnets, store.list());
        boolean ofSwarm = request.swarmScope();
        NetworkRecord made = store.create(new NetworkRecord(
                ofSwarm ? SwarmId.of(ids.next("network", request.name())) : ids.next("network", request.name()),
                request.name(),
                clock.instant(),
                request.driver().isEmpty() ? "bridge" : request.driver(),
                ofSwarm ? "swarm" : "local",
                request.internal(),
                request.attachable(),
                request.labels(),
                request.options(),
                subnets,
                request.document()));
        events.publish(made, "create");
        if (ofSwarm) {
            events.publish(made, "update"); // a swarm chooses its subnet as another change
        }
        return new NetworkCreated(made.id(), NetworkWarningRule.of(request, isolated));
    }

    @Override
    public List<NetworkView> list(Filters filters) {
        filters.allowOnly(FILTERS);
        for (String type : filters.get("type")) {
            if (!TYPES.contains(type)) {
                throw EngineException.unclassed("invalid filter: 'type'='" + type + "'");
            }
        }
        boolean byUse = filters.has("dangling");
        boolean dangling = dangling(filters);
        return lookup.all().stream()
                .filter(n -> named(filters, n))
                .filter(n -> filters.matches("id", n.id()))
                .filter(n -> filters.any("driver", n.driver()::equals))
                .filter(n -> filters.any("scope", n.scope()::equals))
                .filter(n -> filters.any("type", t -> t.equals("builtin") == PredefinedNetworks.builtin(n)))
                .filter(n -> filters.matchesLabels(n.labels()))
                .map(use::view)
                .filter(v -> !byUse || (!PredefinedNetworks.builtin(v.record()) && use.unused(v)) == dangling)
                .toList();
    }

    /** A swarm finds its networks by their whole names, and the engine by patterns what it has containers on. */
    private boolean named(Filters filters, NetworkRecord network) {
        boolean known = !network.swarmScope()
                || network.name().equals(PredefinedNetworks.INGRESS)
                || !use.view(network).members().isEmpty();
        return known ? filters.matches("name", network.name()) : filters.any("name", network.name()::equals);
    }

    private static boolean dangling(Filters filters) {
        if (filters.get("dangling").size() > 1) {
            throw EngineException.invalid("got more than one value for filter key \"dangling\"");
        }
        try {
            return filters.flag("dangling", false);
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(),
                    "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")",
                    e);
        }
    }

    @Override
    public NetworkView inspect(String ref, String scope) {
        NetworkView view = use.view(lookup.require(ref, scope));
        return traffic.filter(t -> view.record().swarmScope() && !view.members().isEmpty())
                .map(t -> view.with(t.of(
                        view.record(),
                        view.members().stream().map(NetworkView.Member::node).toList())))
                .orElse(view);
    }

    @Override
    public void remove(String ref) {
        alone(() -> removed(ref));
    }

    private NetworkRecord removed(String ref) {
        NetworkRecord network = lookup.require(ref);
        if (use.isPredefined(network)) {
            throw EngineException.forbidden(network.name() + " is a pre-defined network and cannot be removed");
        }
        use.requireUnused(use.view(network));
        store.remove(network);
        events.removed(network);
        return network;
    }

    @Override
    public void connect(String ref, String container, Membership wanted) {
        alone(() -> {
            endpoints.connect(ref, container, wanted);
            return ref;
        });
    }

    @Override
    public void disconnect(String ref, String container, boolean force) {
        endpoints.disconnect(ref, container, force);
    }

    @Override
    public List<String> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        Predicate<Instant> old = UntilFilter.of(filters, clock.instant());
        return alone(() -> pruned(filters, old));
    }

    private List<String> pruned(Filters filters, Predicate<Instant> old) {
        List<NetworkRecord> unused = store.list().stream()
                .filter(n -> filters.matchesLabels(n.labels()) && filters.excludesLabels(n.labels()))
                .filter(n -> old.test(n.created()))
                .filter(n -> use.unused(use.view(n)))
                .sorted(Comparator.comparing(n -> !n.swarmScope())) // those of the swarm first
                .toList();
        unused.forEach(n -> {
            store.remove(n);
            events.removed(n);
        });
        log.pruned("network");
        return unused.stream().map(NetworkRecord::name).toList();
    }
}
