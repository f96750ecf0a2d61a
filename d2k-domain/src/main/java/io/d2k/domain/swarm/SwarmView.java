package io.d2k.domain.swarm;

import java.util.List;

/**
 * The swarm as a whole.
 *
 * @param cluster ID, version, times
 * @param roles the nodes and who they are
 */
public record SwarmView(SwarmMeta cluster, NodeRoles roles) {
    /** Returns the managers. */
    public List<SwarmNode> managers() {
        return roles.managers();
    }
}
