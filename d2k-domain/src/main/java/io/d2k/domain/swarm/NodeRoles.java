package io.d2k.domain.swarm;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who is manager, and who leads: the leader is the node that serves the Docker API, which is the one that d2k runs on, or
 * else the eldest of the control plane, or (where the cluster's owner hides that) the eldest of all.
 *
 * @param nodes all nodes
 * @param leader the leader; nothing when no node can be seen
 */
public record NodeRoles(List<SwarmNode> nodes, Optional<SwarmNode> leader) {
    private static final Comparator<SwarmNode> ELDEST =
            Comparator.comparing((SwarmNode n) -> n.meta().created()).thenComparing(SwarmNode::name);

    /** Copies the list. */
    public NodeRoles {
        nodes = List.copyOf(nodes);
    }

    /**
     * Gives roles.
     *
     * @param own the node that d2k runs on, where it runs in the cluster
     */
    public static NodeRoles of(List<SwarmNode> nodes, Optional<String> own) {
        Optional<SwarmNode> leader = nodes.stream()
                .filter(n -> own.equals(Optional.of(n.name())))
                .findFirst()
                .or(() -> nodes.stream().filter(SwarmNode::controlPlane).min(ELDEST))
                .or(() -> nodes.stream().min(ELDEST));
        return new NodeRoles(nodes.stream().sorted(ELDEST).toList(), leader);
    }

    /** Returns whether d2k may see nodes: of those that it knows by their pods alone, labels are not known. */
    public boolean seen() {
        return nodes.stream().anyMatch(n -> !n.node().labels().isEmpty());
    }

    /** Returns whether the node is a manager. */
    public boolean manager(SwarmNode node) {
        return node.controlPlane() || leads(node);
    }

    /** Returns whether the node is the leader. */
    public boolean leads(SwarmNode node) {
        return leader.filter(l -> l.id().equals(node.id())).isPresent();
    }

    /** Returns one of the nodes with its role. */
    public NodeView view(SwarmNode node) {
        return new NodeView(node, manager(node), leads(node));
    }

    /** Returns the managers. */
    public List<SwarmNode> managers() {
        return nodes.stream().filter(this::manager).toList();
    }
}
