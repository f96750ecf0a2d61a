package io.d2k.domain.service.rule;

import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code host-gateway} stands for in the tasks of a service. A task's host is the node that it runs on, and the plan of
 * all of them cannot name it: such a host is written into the file of the running task.
 */
public sealed interface TaskGateway {
    /**
     * The operator says what it is.
     *
     * @param address the address
     */
    record Configured(String address) implements TaskGateway {}

    /**
     * It is the node of each task.
     *
     * @param addresses those of nodes, by name
     */
    record ItsNode(Map<String, String> addresses) implements TaskGateway {
        /** Copies the map. */
        public ItsNode {
            addresses = Map.copyOf(addresses);
        }
    }

    /** Nobody tells the addresses of nodes. */
    record Unknown() implements TaskGateway {}

    /** Returns what it stands for, by what the operator says and what is seen of nodes. */
    static TaskGateway of(Optional<String> configured, List<Node> nodes) {
        Map<String, String> addresses = nodes.stream()
                .filter(n -> !n.address().isEmpty())
                .collect(Collectors.toMap(Node::name, Node::address, (a, b) -> a));
        return configured
                .<TaskGateway>map(Configured::new)
                .orElseGet(() -> addresses.isEmpty() ? new Unknown() : new ItsNode(addresses));
    }

    /** Returns the address that a plan can name. */
    default Optional<String> planned() {
        return this instanceof Configured c ? Optional.of(c.address()) : Optional.empty();
    }

    /** Returns those of the hosts of a task that its plan can name. */
    default List<String> planned(List<String> entries) {
        return this instanceof ItsNode
                ? entries.stream().filter(e -> !HostsRule.ofHost(e)).toList()
                : entries;
    }

    /** Returns those that are written into the file of a task that runs on a node. */
    default List<HostAlias> written(List<String> entries, String node) {
        return switch (this) {
            case Configured c -> HostsRule.beyondKubelet(entries, Optional.of(c.address()));
            case ItsNode n ->
                HostsRule.beyondPlan(entries, Optional.ofNullable(n.addresses().get(node)));
            case Unknown u -> HostsRule.beyondKubelet(entries, Optional.empty());
        };
    }
}
