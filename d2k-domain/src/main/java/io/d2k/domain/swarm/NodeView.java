package io.d2k.domain.swarm;

/**
 * A node with its role.
 *
 * @param node the node
 * @param manager whether it is a manager
 * @param leader whether it leads the managers
 */
public record NodeView(SwarmNode node, boolean manager, boolean leader) {
    /** Returns Docker's word for the role. */
    public String role() {
        return manager ? "manager" : "worker";
    }
}
