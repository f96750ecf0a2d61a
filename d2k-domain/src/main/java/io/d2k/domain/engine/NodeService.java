package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeRule;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.NodeSpec;
import io.d2k.domain.swarm.NodeView;
import io.d2k.domain.swarm.SwarmLookup;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The nodes of the cluster as those of a swarm. */
final class NodeService implements Nodes {
    private static final SwarmLookup<SwarmNode> LOOKUP = new SwarmLookup<>("node", SwarmNode::id, SwarmNode::name);

    private final NodeStore store;
    private final Supplier<NodeRoles> roles;
    private final Clock clock;

    NodeService(NodeStore store, Supplier<NodeRoles> roles, Clock clock) {
        this.store = store;
        this.roles = roles;
        this.clock = clock;
    }

    @Override
    public List<NodeView> list(Filters filters) {
        NodeRule.check(filters);
        NodeRoles now = roles.get();
        return now.nodes().stream()
                .map(now::view)
                .filter(v -> NodeRule.selects(filters, v))
                .sorted(Comparator.comparing(v -> v.node().id()))
                .toList();
    }

    @Override
    public NodeView inspect(String ref) {
        NodeRoles now = roles.get();
        return now.view(LOOKUP.require(now.nodes(), ref));
    }

    @Override
    public void update(String ref, long version, NodeSpec spec) {
        NodeAvailability wanted = NodeRule.check(spec);
        NodeView before = inspect(ref);
        NodeRule.checkRole(before, spec, roles.get().managers().size());
        SwarmNode after;
        try {
            after = store.update(before.node(), newest -> settings(newest, version, spec, wanted), clock.instant());
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.NOT_FOUND ? EngineException.notFound("node " + ref + " not found") : e;
        }
        if (wanted == NodeAvailability.DRAIN) {
            store.evict(after);
        }
    }

    private static NodeSettings settings(SwarmNode newest, long version, NodeSpec spec, NodeAvailability wanted) {
        newest.meta().requireVersion(version);
        NodeRule.checkLabels(newest, spec.labels());
        return new NodeSettings(spec.name(), spec.labels(), wanted);
    }

    @Override
    public void remove(String ref, boolean force) {
        throw NodeRule.removal(inspect(ref), force);
    }
}
