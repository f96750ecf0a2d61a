package io.d2k.domain.engine;

import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmView;
import java.time.Instant;
import java.util.Optional;

/** The swarm that a cluster is: its identity is that of d2k, and nothing of its spec can be changed. */
final class SwarmService implements Swarm {
    private final Cluster cluster;
    private final NodeStore nodes;
    private final Optional<String> ownNode;

    SwarmService(Cluster cluster, NodeStore nodes, Optional<String> ownNode) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.ownNode = ownNode;
    }

    @Override
    public SwarmView inspect() {
        String id = SwarmId.of(cluster.identity());
        Instant founded = cluster.founded();
        return new SwarmView(new SwarmMeta(id, SwarmMeta.FIRST, founded, founded), roles());
    }

    /** Returns the version of the cluster, such as {@code v1.34.1}. */
    String serverVersion() {
        return cluster.serverVersion();
    }

    /** Returns the nodes and who they are. */
    NodeRoles roles() {
        return NodeRoles.of(nodes.list(), ownNode);
    }
}
