package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.ServiceObjects;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Names as host names in the endpoints of headless Services, which cluster DNS serves as {@code NAME.SERVICE.NAMESPACE}:
 * one Service for each container that resolves names, and one for each domain of names with a dot.
 */
public final class KubernetesContainerNames implements ContainerNames {
    private static final System.Logger LOG = System.getLogger(KubernetesContainerNames.class.getName());

    private final CachedResource<V1Service> services;
    private final CachedResource<V1Endpoints> endpoints;
    private final RecordHolders holders;
    private final Readiness readiness;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Makes the store. */
    public KubernetesContainerNames(
            CachedResource<V1Service> services,
            CachedResource<V1Endpoints> endpoints,
            RecordHolders holders,
            Readiness readiness) {
        this.services = services;
        this.endpoints = endpoints;
        this.holders = holders;
        this.readiness = readiness;
    }

    @Override
    public void publish(ContainerRecord record, Map<String, Set<String>> names) {
        readiness.require();
        try {
            publish(record.id(), record.name(), () -> holders.owner(record), names);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) { // the container goes, and its names with it
                throw e;
            }
        }
    }

    /** Makes these the names that are resolved in the domain of that ID. */
    void publish(String id, String name, Supplier<V1OwnerReference> owner, Map<String, Set<String>> names) {
        String service = NameDomains.service(id);
        if (!current(service, names)) {
            write(metadata(service, Keys.KIND_NAMES, id, name).addOwnerReferencesItem(owner.get()), names);
        }
    }

    @Override
    public void publishDotted(Map<String, Map<String, Set<String>>> byDomain) {
        readiness.require();
        services.all().stream()
                .filter(s -> Keys.is(s.getMetadata(), Keys.KIND_DOTTED))
                .filter(s -> !byDomain.containsKey(s.getMetadata().getName()))
                .forEach(s -> {
                    services.delete(s, OptionalLong.empty());
                    endpoints
                            .get(s.getMetadata().getName())
                            .filter(e -> Keys.is(e.getMetadata(), Keys.KIND_DOTTED))
                            .ifPresent(e -> endpoints.delete(e, OptionalLong.empty()));
                });
        byDomain.forEach((domain, names) -> {
            if (!current(domain, names) && !refused.contains(domain)) {
                dotted(domain, names);
            }
        });
    }

    private void dotted(String domain, Map<String, Set<String>> names) {
        try {
            write(metadata(domain, Keys.KIND_DOTTED, Names.digest(domain), domain), names);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
            refused.add(domain); // told once
            LOG.log(
                    System.Logger.Level.WARNING,
                    "names that end in .{0} do not resolve: a Service of that name is not d2k''s",
                    domain);
        }
    }

    private boolean current(String service, Map<String, Set<String>> names) {
        return services.get(service).isPresent()
                && endpoints.get(service).map(KubernetesContainerNames::read).equals(Optional.of(names));
    }

    private void write(V1ObjectMeta metadata, Map<String, Set<String>> names) {
        String name = metadata.getName();
        if (services.get(name).isEmpty()) {
            services.create(ServiceObjects.domain(metadata));
        }
        V1Endpoints wanted = ServiceObjects.names(metadata, names);
        Contention.settle(
                () -> {
                    Optional<V1Endpoints> before = endpoints.get(name);
                    if (before.isEmpty()) {
                        V1Endpoints made = endpoints.create(wanted);
                        if (read(made).equals(names)) {
                            return made;
                        }
                        before = Optional.of(made); // somebody was faster, with other names
                    }
                    metadata.setResourceVersion(before.get().getMetadata().getResourceVersion());
                    return Contention.write(() -> endpoints.replace(wanted));
                },
                () -> endpoints.refresh(name));
    }

    private static V1ObjectMeta metadata(String name, String kind, String id, String dockerName) {
        return new V1ObjectMeta()
                .name(name)
                .labels(new TreeMap<>(Map.of(
                        Keys.MANAGED_BY,
                        Keys.D2K,
                        Keys.KIND,
                        kind,
                        Keys.ID,
                        Keys.idLabel(id),
                        Keys.NAME,
                        Names.label(dockerName))))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id)));
    }

    private static Map<String, Set<String>> read(V1Endpoints endpoints) {
        Map<String, Set<String>> names = new TreeMap<>();
        Stream.ofNullable(endpoints.getSubsets())
                .flatMap(List::stream)
                .flatMap(subset -> Stream.ofNullable(subset.getAddresses()).flatMap(List::stream))
                // without a reference of its own a name is lost on the way to the DNS: as if it were not there
                .filter(address -> address.getHostname() != null && address.getTargetRef() != null)
                .forEach((V1EndpointAddress a) -> names.computeIfAbsent(a.getHostname(), k -> new TreeSet<>())
                        .add(a.getIp()));
        return names;
    }
}
