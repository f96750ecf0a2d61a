package io.d2k.k8s.cluster;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.system.Node;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Retries;
import io.d2k.k8s.client.ServerVersion;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.store.Nodes;
import io.d2k.k8s.store.SwarmMetas;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The cluster that d2k works on. */
final class KubernetesCluster implements Cluster {
    private static final String UUID_KEY = "uuid";
    /** A server that is upgraded tells its new version after this time. */
    private static final Duration VERSION_FRESH = Duration.ofMinutes(10);

    private final KubernetesClients clients;
    private final CachedResource<V1ConfigMap> configMaps;
    private final CachedResource<V1Node> nodes;
    private final Readiness readiness;
    private volatile Optional<Version> version = Optional.empty();

    KubernetesCluster(
            KubernetesClients clients,
            CachedResource<V1ConfigMap> configMaps,
            CachedResource<V1Node> nodes,
            Readiness readiness) {
        this.clients = clients;
        this.configMaps = configMaps;
        this.nodes = nodes;
        this.readiness = readiness;
    }

    @Override
    public boolean awaitReady(Duration atMost) {
        return readiness.await(atMost);
    }

    @Override
    public String namespace() {
        return clients.namespace();
    }

    @Override
    public String identity() {
        return Optional.ofNullable(identityMap().getData())
                .map(data -> data.get(UUID_KEY))
                .orElseThrow(() -> EngineException.internal(
                        "ConfigMap " + Names.IDENTITY + " has no key " + UUID_KEY + "; delete it to get a new one"));
    }

    @Override
    public Instant founded() {
        return SwarmMetas.created(identityMap().getMetadata());
    }

    private V1ConfigMap identityMap() {
        readiness.require();
        return configMaps.get(Names.IDENTITY).orElseGet(() -> configMaps.create(newIdentity()));
    }

    @Override
    public String serverVersion() {
        Optional<Version> known = version;
        if (known.isPresent() && System.nanoTime() - known.get().readAt() < VERSION_FRESH.toNanos()) {
            return known.get().text();
        }
        try {
            String text = Retries.call("read the server's version", again -> ServerVersion.read(clients));
            version = Optional.of(new Version(text, System.nanoTime()));
            return text;
        } catch (EngineException e) {
            return known.map(Version::text).orElseThrow(() -> e);
        }
    }

    @Override
    public List<Node> nodes() {
        return nodes.all().stream().map(Nodes::of).toList();
    }

    /** Whoever creates it first decides; all others find it by its fixed ID. */
    private static V1ConfigMap newIdentity() {
        String id = Names.digest(Names.IDENTITY);
        var metadata = new V1ObjectMeta()
                .name(Names.IDENTITY)
                .labels(new TreeMap<>(
                        Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_IDENTITY, Keys.ID, Keys.idLabel(id))))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id)));
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(metadata)
                .data(Map.of(UUID_KEY, UUID.randomUUID().toString()));
    }

    private record Version(String text, long readAt) {}
}
