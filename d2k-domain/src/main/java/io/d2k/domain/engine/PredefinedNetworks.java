package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.swarm.SwarmId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The networks that every Docker engine has, and those of a swarm. Their IDs are stable for one d2k. */
final class PredefinedNetworks {
    static final String BRIDGE = "bridge";
    static final String HOST = "host";
    static final String NONE = "none";
    static final String INGRESS = "ingress";
    static final String SWARM_SCOPE = "swarm";
    static final String GATEWAY = "docker_gwbridge";

    private final Cluster cluster;
    private final boolean swarm;

    PredefinedNetworks(Cluster cluster, boolean swarm) {
        this.cluster = cluster;
        this.swarm = swarm;
    }

    List<NetworkRecord> all() {
        List<NetworkRecord> all =
                new ArrayList<>(List.of(record(BRIDGE, "bridge"), record(HOST, "host"), record(NONE, "null")));
        if (swarm) {
            all.add(record(GATEWAY, "bridge")); // which dockerd lists beside it
            all.add(ingress());
        }
        return List.copyOf(all);
    }

    /**
     * Returns the networks of nodes as their swarm knows them: services name them, and no list has them. A swarm has none
     * for {@code none}.
     */
    List<NetworkRecord> ofSwarm() {
        return swarm ? List.of(ofSwarm(BRIDGE), ofSwarm(HOST)) : List.of();
    }

    private NetworkRecord ofSwarm(String name) {
        return new NetworkRecord(
                SwarmId.of(cluster.identity() + "/network/" + name),
                name,
                cluster.founded(),
                name,
                SWARM_SCOPE,
                false,
                false,
                Map.of("com.docker.swarm.predefined", "true"),
                Map.of(),
                List.of(),
                "");
    }

    /** Returns what a container has that is on a predefined network. */
    static Attachment attachment(NetworkRecord network) {
        return new Attachment(network.id(), network.name(), List.of());
    }

    /** Returns whether Docker counts it among its built-in networks, which those of a swarm are not. */
    static boolean builtin(NetworkRecord network) {
        return Set.of(BRIDGE, HOST, NONE).contains(network.name());
    }

    /** The network that carries published ports of a swarm's services. */
    NetworkRecord ingress() {
        return new NetworkRecord(
                SwarmId.of(cluster.identity() + "/network/" + INGRESS),
                INGRESS,
                cluster.founded(),
                "overlay",
                SWARM_SCOPE,
                false,
                false,
                Map.of(),
                Map.of(),
                List.of(),
                "{\"Ingress\":true}");
    }

    NetworkRecord bridge() {
        return record(BRIDGE, "bridge");
    }

    private NetworkRecord record(String name, String driver) {
        String id = Ids.derived(cluster.identity() + "/network/" + name);
        return new NetworkRecord(
                id, name, Instant.EPOCH, driver, "local", false, false, Map.of(), Map.of(), List.of(), "");
    }
}
