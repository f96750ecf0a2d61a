package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.domain.publish.PublishedState;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.cache.Readings;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.ServiceObjects;
import io.kubernetes.client.openapi.models.V1LoadBalancerIngress;
import io.kubernetes.client.openapi.models.V1LoadBalancerStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Published ports as Services. */
public final class KubernetesPublishedPorts implements PublishedPorts {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final CachedResource<V1Service> services;
    private final Readings<V1Service, PublishedState> states;
    private final ChangeFeed<String> feed;
    private final RecordHolders holders;
    private final Readiness readiness;

    /**
     * Makes the store.
     *
     * @param states made by {@link #states}, and told by the store of Services before the feed is
     * @param feed what {@link #listener} tells of changes; stays the caller's
     */
    public KubernetesPublishedPorts(
            CachedResource<V1Service> services,
            Readings<V1Service, PublishedState> states,
            ChangeFeed<String> feed,
            RecordHolders holders,
            Readiness readiness) {
        this.services = services;
        this.states = states;
        this.feed = feed;
        this.holders = holders;
        this.readiness = readiness;
    }

    /** Returns readings of the Services that publish ports, by the container's ID. */
    public static Readings<V1Service, PublishedState> states() {
        return new Readings<>(KubernetesPublishedPorts::read, PublishedState::containerId);
    }

    /** Returns what the store of Services is to tell. */
    public static ObjectStore.Listener<V1Service> listener(ChangeFeed<String> feed) {
        return new ObjectStore.Listener<>() {
            @Override
            public void present(V1Service service) {
                if (Keys.is(service.getMetadata(), Keys.KIND_PUBLISHED)) {
                    Keys.annotation(service.getMetadata(), Keys.ID).ifPresent(feed::publish);
                }
            }

            @Override
            public void removed(V1Service service) {
                present(service);
            }
        };
    }

    @Override
    public List<PublishedState> list() {
        readiness.require();
        return states.all();
    }

    @Override
    public List<PublishedState> of(String containerId) {
        readiness.require();
        return states.of(containerId);
    }

    @Override
    public void publish(ContainerRecord record, Publication publication) {
        readiness.require();
        String name = Names.published(record.objectName(), record.id(), publication.part());
        Optional<V1Service> before = services.get(name).filter(s -> belongs(s, record.id()));
        if (before.isPresent() && same(read(before.get()), publication) && taken(before.get(), publication.run())) {
            return;
        }
        before.ifPresent(s -> services.delete(s, OptionalLong.empty()));
        V1ObjectMeta metadata = metadata(record, name, publication);
        boolean node = publication.mode() == PublishMode.NODEPORT;
        try {
            services.create(ServiceObjects.published(metadata, record.id(), publication, true));
        } catch (EngineException e) {
            if (!node || e.kind() != ErrorKind.INVALID) {
                throw e;
            }
            if (publication.ports().stream().anyMatch(PublishedPort::fixed)) {
                throw EngineException.conflict(e.getMessage());
            }
            // taken by a Service that is not d2k's, or outside this cluster's range: any other will do
            services.create(ServiceObjects.published(metadata, record.id(), publication, false));
        }
    }

    @Override
    public void withdraw(PublishedState state) {
        readiness.require();
        services.all().stream()
                .filter(s -> belongs(s, state.containerId()))
                .filter(s -> Keys.annotation(s.getMetadata(), Keys.PART)
                        .equals(Optional.of(state.publication().part())))
                .forEach(s -> services.delete(s, OptionalLong.empty()));
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return feed.subscribe(listener);
    }

    private static boolean belongs(V1Service service, String id) {
        return Keys.is(service.getMetadata(), Keys.KIND_PUBLISHED)
                && Keys.annotation(service.getMetadata(), Keys.ID).equals(Optional.of(id));
    }

    /** Node ports may differ from those asked for; all others are what was asked. */
    private static boolean same(Optional<PublishedState> now, Publication wanted) {
        return now.filter(s -> s.publication().mode() == wanted.mode()
                        && ports(s.publication()).equals(ports(wanted)))
                .isPresent();
    }

    private static Map<String, Long> ports(Publication publication) {
        boolean node = publication.mode() == PublishMode.NODEPORT;
        return publication.ports().stream()
                .collect(Collectors.groupingBy(
                        p -> p.target().key() + (node && !p.fixed() ? "" : ":" + p.hostPort()),
                        TreeMap::new,
                        Collectors.counting()));
    }

    /** Takes the Service of an earlier run for another one; false when it has gone meanwhile. */
    private boolean taken(V1Service service, int run) {
        String name = service.getMetadata().getName();
        try {
            services.patch(name, run(run, service));
            return true;
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND && e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
            services.refresh(name);
            return false;
        }
    }

    // bound to the object and not to its version: whoever gives it an address changes that at the same time
    private static JsonObject run(int run, V1Service service) {
        var annotations = new JsonObject();
        annotations.addProperty(Keys.RUN, Integer.toString(run));
        var metadata = new JsonObject();
        metadata.addProperty("uid", service.getMetadata().getUid());
        metadata.add("annotations", annotations);
        var patch = new JsonObject();
        patch.add("metadata", metadata);
        return patch;
    }

    private V1ObjectMeta metadata(ContainerRecord record, String name, Publication publication) {
        return new V1ObjectMeta()
                .name(name)
                .labels(new TreeMap<>(Map.of(
                        Keys.MANAGED_BY,
                        Keys.D2K,
                        Keys.KIND,
                        Keys.KIND_PUBLISHED,
                        Keys.ID,
                        Keys.idLabel(record.id()),
                        Keys.NAME,
                        Names.label(record.name()))))
                .annotations(new TreeMap<>(Map.of(
                        Keys.ID,
                        record.id(),
                        Keys.PART,
                        publication.part(),
                        Keys.RUN,
                        Integer.toString(publication.run()))))
                .addOwnerReferencesItem(holders.owner(record));
    }

    private static Optional<PublishedState> read(V1Service service) {
        V1ObjectMeta metadata = service.getMetadata();
        if (!Keys.is(metadata, Keys.KIND_PUBLISHED)) {
            return Optional.empty();
        }
        Optional<PublishMode> mode = mode(service.getSpec().getType());
        Optional<String> id = Keys.annotation(metadata, Keys.ID);
        if (mode.isEmpty() || id.isEmpty() || service.getSpec().getPorts() == null) {
            return Optional.empty();
        }
        int run = Keys.annotation(metadata, Keys.RUN)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Integer::parseInt)
                .orElse(0);
        List<PublishedPort> ports = service.getSpec().getPorts().stream()
                .flatMap(p -> read(p, mode.get()))
                .toList();
        String part = Keys.annotation(metadata, Keys.PART).orElse("");
        return Optional.of(new PublishedState(
                id.get(), new Publication(mode.get(), part, run, ports), addresses(service, mode.get())));
    }

    private static Stream<PublishedPort> read(V1ServicePort port, PublishMode mode) {
        Optional<Protocol> protocol = Protocol.of(port.getProtocol() == null ? "TCP" : port.getProtocol());
        if (protocol.isEmpty()
                || port.getTargetPort() == null
                || !port.getTargetPort().isInteger()) {
            return Stream.empty();
        }
        Integer node = port.getNodePort();
        int host = mode != PublishMode.NODEPORT ? port.getPort() : node == null ? 0 : node;
        var target = new Port(port.getTargetPort().getIntValue(), protocol.get());
        return Stream.of(new PublishedPort(host, mode != PublishMode.NODEPORT, target));
    }

    private static Optional<PublishMode> mode(String type) {
        return switch (type == null ? "" : type) {
            case "LoadBalancer" -> Optional.of(PublishMode.LOADBALANCER);
            case "NodePort" -> Optional.of(PublishMode.NODEPORT);
            case "ClusterIP" -> Optional.of(PublishMode.CLUSTERIP);
            default -> Optional.empty();
        };
    }

    private static List<String> addresses(V1Service service, PublishMode mode) {
        return switch (mode) {
            case LOADBALANCER -> balancers(service);
            case NODEPORT -> List.of(ANY_ADDRESS);
            case CLUSTERIP ->
                Stream.ofNullable(service.getSpec().getClusterIP())
                        .filter(ip -> !ip.isEmpty())
                        .toList();
            case FORWARD, HOSTPORT -> List.of();
        };
    }

    private static List<String> balancers(V1Service service) {
        List<V1LoadBalancerIngress> ingress = Optional.ofNullable(service.getStatus())
                .map(V1ServiceStatus::getLoadBalancer)
                .map(V1LoadBalancerStatus::getIngress)
                .orElseGet(List::of);
        return ingress.stream()
                .map(i -> i.getIp() == null ? i.getHostname() : i.getIp())
                .filter(address -> address != null && !address.isEmpty())
                .toList();
    }
}
