package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.Cluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The networks that every Docker engine has. Their IDs are stable for one d2k. */
final class PredefinedNetworks {
    static final String BRIDGE = "bridge";
    static final String HOST = "host";
    static final String NONE = "none";

    private final Cluster cluster;

    PredefinedNetworks(Cluster cluster) {
        this.cluster = cluster;
    }

    List<NetworkRecord> all() {
        return List.of(record(BRIDGE, "bridge"), record(HOST, "host"), record(NONE, "null"));
    }

    NetworkRecord bridge() {
        return record(BRIDGE, "bridge");
    }

    private NetworkRecord record(String name, String driver) {
        String id = Ids.derived(cluster.identity() + "/network/" + name);
        return new NetworkRecord(id, name, Instant.EPOCH, driver, "local", false, false, Map.of(), Map.of(), "");
    }
}
