package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.LinkRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.BridgeOptionRule;
import io.d2k.domain.network.IpamRule;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.network.NetworkJoinRule;
import io.d2k.domain.network.NetworkNameRule;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.network.NetworkWarningRule;
import io.d2k.domain.network.UnplugReport;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.swarm.RpcError;
import io.d2k.domain.swarm.ServiceUse;
import io.d2k.domain.swarm.SwarmId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Networks as records; membership is kept with the containers. */
final class NetworkService implements Networks {
    private static final Set<String> FILTERS =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");
    private static final Set<String> TYPES = Set.of("custom", "builtin");

    private final NetworkStore store;
    private final NetworkLookup lookup;
    private final PredefinedNetworks predefined;
    private final Neighbours containers;
    private final ContainerLookup containerLookup;
    private final Predicate<ObservedContainer> running;
    private final Optional<ServiceUse> services;
    private final Optional<OverlayTraffic> traffic;
    private final boolean isolated;
    private final EventLog events;
    private final Clock clock;
    private final IdSource ids;

    NetworkService(
            NetworkStore store,
            NetworkLookup lookup,
            PredefinedNetworks predefined,
            Neighbours containers,
            ContainerLookup containerLookup,
            Predicate<ObservedContainer> running,
            Optional<ServiceUse> services,
            Optional<OverlayTraffic> traffic,
            boolean isolated,
            EventLog events,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.lookup = lookup;
        this.predefined = predefined;
        this.containers = containers;
        this.containerLookup = containerLookup;
        this.running = running;
        this.services = services;
        this.traffic = traffic;
        this.isolated = isolated;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public NetworkCreated create(NetworkRequest request) {
        IpamRule.check(request);
        NetworkNameRule.check(
                request,
                services.isPresent(),
                lookup.all().stream().anyMatch(n -> n.name().equals(request.name())));
        BridgeOptionRule.check(request);
        if (request.ingress()) {
            throw RpcError.alreadyExists(
                    "ingress network (" + predefined.ingress().id() + ") is already present");
        }
        boolean swarm = request.swarmScope();
        NetworkRecord made = store.create(new NetworkRecord(
                swarm ? SwarmId.of(ids.next("network", request.name())) : ids.next("network", request.name()),
                request.name(),
                clock.instant(),
                request.driver().isEmpty() ? "bridge" : request.driver(),
                swarm ? "swarm" : "local",
                request.internal(),
                request.attachable(),
                request.labels(),
                request.options(),
                request.document()));
        publish(made, "create");
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
                .filter(n -> filters.matches("name", n.name()))
                .filter(n -> filters.matches("id", n.id()))
                .filter(n -> filters.any("driver", n.driver()::equals))
                .filter(n -> filters.any("scope", n.scope()::equals))
                .filter(n -> filters.any("type", t -> t.equals("builtin") == PredefinedNetworks.builtin(n)))
                .filter(n -> filters.matchesLabels(n.labels()))
                .map(this::view)
                .filter(v -> !byUse || (!v.predefined() && unused(v)) == dangling)
                .toList();
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
        NetworkView view = view(lookup.require(ref, scope));
        return traffic.filter(t -> view.record().swarmScope() && !view.members().isEmpty())
                .map(t -> view.with(t.of(
                        view.record(),
                        view.members().stream().map(NetworkView.Member::node).toList())))
                .orElse(view);
    }

    @Override
    public void remove(String ref) {
        NetworkRecord network = lookup.require(ref);
        if (isPredefined(network)) {
            throw EngineException.forbidden(network.name() + " is a pre-defined network and cannot be removed");
        }
        requireUnused(view(network));
        store.remove(network);
        publish(network, network.swarmScope() ? "remove" : "destroy");
    }

    /** A network of a swarm is kept from removal by its manager, any other by the endpoints on it. */
    private void requireUnused(NetworkView view) {
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

    /** Whether a container is that of a task which is ending, since its service has gone: it leaves the network anyway. */
    private boolean waitedFor(ContainerRecord container, NetworkRecord network) {
        String service = container.spec().labels().getOrDefault(ServicePlanning.SERVICE_ID, "");
        return containers.own().find(container.id()).isEmpty()
                && users(network).stream().noneMatch(u -> u.id().equals(service));
    }

    private List<ServiceUse.User> users(NetworkRecord network) {
        return services.map(s -> s.users(ServiceUse.Kind.NETWORK, network.id())).orElseGet(List::of);
    }

    private boolean unused(NetworkView view) {
        return holders(view).findAny().isEmpty() && users(view.record()).isEmpty();
    }

    /** Tasks hold a network by their service, so that those which are only waited for do not. */
    private Stream<NetworkView.Member> holders(NetworkView view) {
        return view.members().stream()
                .filter(m -> containers.own().find(m.containerId()).isPresent());
    }

    @Override
    public void connect(String ref, String container, List<String> aliases, List<String> links) {
        links.forEach(LinkRule::parse);
        ObservedContainer observed = containerLookup.require(container);
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = observed.record();
        NetworkLookup.requireAttachable(network);
        NetworkJoinRule.check(
                network.name(),
                record.networks().stream().map(Attachment::networkName).toList(),
                aliases);
        boolean runs = running.test(observed);
        if (member(record, network)) {
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
            publish(network, "connect", Map.of("container", record.id()));
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

    @Override
    public void disconnect(String ref, String container, boolean force) {
        ObservedContainer observed = leaving(ref, container, force);
        NetworkRecord network = lookup.require(ref);
        ContainerRecord record = observed.record();
        if (!member(record, network)) {
            throw EngineException.internal("container " + record.id() + " is not connected to "
                    + (running.test(observed) ? "" : "the ") + "network " + network.name());
        }
        if (!waitedFor(record, network)) {
            containers
                    .all()
                    .update(
                            record.id(),
                            r -> r.withNetworks(r.networks().stream()
                                    .filter(a -> !a.networkId().equals(network.id()))
                                    .toList()));
        }
        publish(network, "disconnect", Map.of("container", record.id()));
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

    @Override
    public List<String> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        Predicate<Instant> old = UntilFilter.of(filters, clock.instant());
        List<NetworkRecord> unused = store.list().stream()
                .filter(n -> filters.matchesLabels(n.labels()) && filters.excludesLabels(n.labels()))
                .filter(n -> old.test(n.created()))
                .filter(n -> unused(view(n)))
                .toList();
        unused.forEach(n -> {
            store.remove(n);
            publish(n, n.swarmScope() ? "remove" : "destroy");
        });
        events.pruned("network");
        return unused.stream().map(NetworkRecord::name).toList();
    }

    private boolean isPredefined(NetworkRecord network) {
        return predefined.all().stream().anyMatch(n -> n.id().equals(network.id()));
    }

    private static boolean unplugged(ObservedContainer container) {
        return StateProjection.currentPod(container)
                .flatMap(p -> UnplugReport.parse(p.preparation()))
                .filter(UnplugReport::done)
                .isPresent();
    }

    private static boolean member(ContainerRecord record, NetworkRecord network) {
        return record.networks().stream().anyMatch(a -> a.networkId().equals(network.id()));
    }

    private NetworkView view(NetworkRecord network) {
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

    /** Tells of a network itself; a swarm's manager says no more of it than its name. */
    private void publish(NetworkRecord network, String action) {
        if (network.swarmScope()) {
            events.publish("network", action, network.id(), Map.of("name", network.name()));
        } else {
            publish(network, action, Map.of());
        }
    }

    private void publish(NetworkRecord network, String action, Map<String, String> more) {
        Map<String, String> attributes = new java.util.TreeMap<>(more);
        attributes.put("name", network.name());
        attributes.put("type", network.driver());
        events.publish("network", action, network.id(), attributes);
    }
}
