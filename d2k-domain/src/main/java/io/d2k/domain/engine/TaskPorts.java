package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.image.Port;
import io.d2k.domain.swarm.SwarmNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the ports are reached that a task takes of its node. */
final class TaskPorts {
    /** Where the node's address is not known: at each that it has. */
    private static final String ANY = "0.0.0.0";

    private TaskPorts() {}

    /** Returns the bindings of the ports of a task's container. One without a number is not published. */
    static Map<Port, List<PortBinding>> bindings(ObservedContainer container, List<SwarmNode> nodes) {
        String node = container.pod().map(PodObservation::node).orElse("");
        String address = nodes.stream()
                .filter(n -> n.name().equals(node))
                .map(n -> n.node().address())
                .filter(a -> !a.isEmpty())
                .findFirst()
                .orElse(ANY);
        Map<Port, List<PortBinding>> bindings = new TreeMap<>();
        container.record().spec().networks().portBindings().forEach((port, asked) -> {
            List<PortBinding> numbered = asked.stream()
                    .filter(b -> !b.hostPort().isEmpty())
                    .map(b -> new PortBinding(address, b.hostPort()))
                    .toList();
            if (!numbered.isEmpty()) {
                bindings.put(port, numbered);
            }
        });
        return bindings;
    }
}
