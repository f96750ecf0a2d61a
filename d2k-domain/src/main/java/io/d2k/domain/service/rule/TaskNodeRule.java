package io.d2k.domain.service.rule;

import io.d2k.domain.service.Scheduling;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.SwarmNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which node the task of a replicated service is made for, where its spec says something of the node ({@code
 * {{.Node.ID}}}): Kubernetes chooses one only after a pod has been made, whose host name and volumes stand by then.
 */
public final class TaskNodeRule {
    private TaskNodeRule() {}

    /**
     * Returns, of the nodes that may take the task, the one with the fewest tasks of the service.
     *
     * @param nodes the nodes that there are
     * @param busy the node of each of the service's tasks, by name
     */
    public static Optional<SwarmNode> choose(
            Scheduling scheduling, Collection<SwarmNode> nodes, Collection<String> busy) {
        return nodes.stream()
                .filter(n -> n.node().ready() && n.settings().availability() == NodeAvailability.ACTIVE)
                .filter(n -> scheduling.allows(n.node().labels()))
                .filter(n -> scheduling.perNode() == 0 || tasks(n, busy) < scheduling.perNode())
                .min(Comparator.comparingLong((SwarmNode n) -> tasks(n, busy)).thenComparing(SwarmNode::name));
    }

    private static long tasks(SwarmNode node, Collection<String> busy) {
        return busy.stream().filter(node.name()::equals).count();
    }
}
