package io.d2k.domain.port.out;

import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The nodes as members of a swarm; reads come from memory. */
public interface NodeStore {
    /** Returns all nodes, in no order; where d2k may not see them, those that pods run on, with little known of them. */
    List<SwarmNode> list();

    /**
     * Gives a node new settings, and a new version.
     *
     * @param settings decides on them, from the newest state; may be asked more than once
     * @param now when that is
     * @throws io.d2k.domain.error.EngineException as {@code settings} does, {@code NOT_FOUND} when the node has gone, and
     *     {@code FORBIDDEN} where d2k may not change nodes
     */
    SwarmNode update(SwarmNode node, Function<SwarmNode, NodeSettings> settings, Instant now);

    /** Tells the listener after each change of a node that {@link #list} shows; it must not block. */
    Subscription subscribe(Runnable listener);

    /**
     * Evicts the tasks of a node; they end with their grace period, after this has returned.
     *
     * @throws io.d2k.domain.error.EngineException {@code FORBIDDEN} where d2k may not do that, {@code CONFLICT} where some
     *     have to stay for now
     */
    void evict(SwarmNode node);
}
