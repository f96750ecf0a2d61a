package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.cache.Readings;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** User-defined networks as config maps. */
public final class KubernetesNetworks implements NetworkStore {
    private static final System.Logger LOG = System.getLogger(KubernetesNetworks.class.getName());
    private static final String DATA = "network";

    private final ConfigMaps maps;
    private final Readings<V1ConfigMap, NetworkRecord> records;
    private final Readiness readiness;

    /**
     * Makes the store.
     *
     * @param records made by {@link #records()}, and told by the store of config maps
     */
    public KubernetesNetworks(
            CachedResource<V1ConfigMap> configMaps, Readings<V1ConfigMap, NetworkRecord> records, Readiness readiness) {
        this.maps = new ConfigMaps(configMaps, readiness, Keys.KIND_NETWORK);
        this.records = records;
        this.readiness = readiness;
    }

    /** Returns readings of networks, by their IDs. */
    public static Readings<V1ConfigMap, NetworkRecord> records() {
        return new Readings<>(KubernetesNetworks::readable, NetworkRecord::id);
    }

    @Override
    public List<NetworkRecord> list() {
        readiness.require();
        return records.all();
    }

    @Override
    public NetworkRecord create(NetworkRecord network) {
        var map = new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(maps.metadata(Names.network(network.id()), network.id(), network.name()))
                .data(Map.of(DATA, write(network).toString()));
        return read(maps.create(map));
    }

    @Override
    public void remove(NetworkRecord network) {
        maps.find(Names.network(network.id()))
                .filter(map -> Keys.annotation(map.getMetadata(), Keys.ID).equals(Optional.of(network.id())))
                .ifPresent(map -> maps.remove(map.getMetadata().getName()));
    }

    private static Optional<NetworkRecord> readable(V1ConfigMap map) {
        if (!Keys.is(map.getMetadata(), Keys.KIND_NETWORK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(map));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is passed over, it is no record of a network: {1}",
                    map.getMetadata().getName(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static ObjectNode write(NetworkRecord network) {
        ObjectNode node = Json.object()
                .put("created", network.created().toString())
                .put("driver", network.driver())
                .put("scope", network.scope())
                .put("internal", network.internal())
                .put("attachable", network.attachable())
                .put("document", network.document());
        node.set("labels", Json.object(network.labels()));
        node.set("options", Json.object(network.options()));
        node.set("subnets", Json.array(network.subnets()));
        return node;
    }

    private static NetworkRecord read(V1ConfigMap map) {
        JsonNode node = Json.parse(ConfigMaps.data(map).getOrDefault(DATA, ""));
        return new NetworkRecord(
                Keys.annotation(map.getMetadata(), Keys.ID).orElse(""),
                Keys.annotation(map.getMetadata(), Keys.NAME).orElse(""),
                Keys.created(map.getMetadata(), Json.instant(node, "created")),
                Json.text(node, "driver"),
                Json.text(node, "scope"),
                node.path("internal").asBoolean(),
                node.path("attachable").asBoolean(),
                Json.map(node.path("labels")),
                Json.map(node.path("options")),
                Json.texts(node.path("subnets")),
                Json.text(node, "document"));
    }
}
