package io.d2k.domain.engine;

import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.ServiceUse;
import java.time.Clock;
import java.util.Optional;

/** The use cases of swarm mode, put together. */
public final class SwarmEngine {
    private final SwarmService swarm;
    private final NodeService nodes;
    private final DependencyService secrets;
    private final DependencyService configs;

    /**
     * What swarm mode needs of the world beside {@link Engine.Ports}.
     *
     * @param nodes the nodes
     * @param secrets secrets in the cluster
     * @param configs configs in the cluster
     * @param services services in the cluster
     * @param taskLogs logs of tasks whose pods have gone
     */
    public record Ports(
            NodeStore nodes,
            DependencyStore secrets,
            DependencyStore configs,
            ServiceStore services,
            LogArchive taskLogs) {}

    SwarmEngine(Ports ports, Cluster cluster, Optional<String> ownNode, ServiceUse use, EventLog events, Clock clock) {
        swarm = new SwarmService(cluster, ports.nodes(), ownNode);
        nodes = new NodeService(ports.nodes(), swarm::roles, clock);
        secrets = new DependencyService(DependencyKind.SECRET, ports.secrets(), use, events, clock);
        configs = new DependencyService(DependencyKind.CONFIG, ports.configs(), use, events, clock);
    }

    /** Returns the swarm as a whole. */
    public Swarm swarm() {
        return swarm;
    }

    /** Returns the use cases of nodes. */
    public Nodes nodes() {
        return nodes;
    }

    /** Returns the use cases of secrets. */
    public Dependencies secrets() {
        return secrets;
    }

    /** Returns the use cases of configs. */
    public Dependencies configs() {
        return configs;
    }
}
