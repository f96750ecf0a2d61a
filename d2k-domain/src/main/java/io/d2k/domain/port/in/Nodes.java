package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.swarm.NodeSpec;
import io.d2k.domain.swarm.NodeView;
import java.util.List;

/** Nodes of a swarm. A {@code ref} is an ID, a host name or the beginning of an ID. */
public interface Nodes {
    /** Lists nodes, in the order of their IDs. */
    List<NodeView> list(Filters filters);

    /** Tells all about one node. */
    NodeView inspect(String ref);

    /**
     * Changes labels and availability of a node.
     *
     * @param version the version that the change was made from
     * @throws io.d2k.domain.error.EngineException {@code INVALID} for what makes no sense, {@code UNSUPPORTED} for another
     *     role, {@code FORBIDDEN} where d2k may not change nodes, {@code UNCLASSED} when the version is
     *     not the present one
     */
    void update(String ref, long version, NodeSpec spec);

    /**
     * Removes no node: that is done in the Kubernetes cluster.
     *
     * @throws io.d2k.domain.error.EngineException always
     */
    void remove(String ref, boolean force);
}
