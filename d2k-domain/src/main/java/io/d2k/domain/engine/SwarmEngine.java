package io.d2k.domain.engine;

import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.NodeStore;
import java.util.Optional;

/** The use cases of swarm mode, put together. */
public final class SwarmEngine {
    private final SwarmService swarm;

    /**
     * What swarm mode needs of the world beside {@link Engine.Ports}.
     *
     * @param nodes the nodes
     */
    public record Ports(NodeStore nodes) {}

    SwarmEngine(Ports ports, Cluster cluster, Optional<String> ownNode) {
        swarm = new SwarmService(cluster, ports.nodes(), ownNode);
    }

    /** Returns the swarm as a whole. */
    public Swarm swarm() {
        return swarm;
    }
}
