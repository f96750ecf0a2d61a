package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.image.Port;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.swarm.SwarmNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ports of its node that a task takes, as those of its container. What a service publishes in mode ingress is no
 * container's port in a swarm either.
 */
final class TaskPorts {
    /** Where the node's address is not known: at each that it has. */
    private static final String ANY = "0.0.0.0";

    private TaskPorts() {}

    /** Returns what a task's container is asked for, with its service's ports in mode host. */
    static ContainerSpec asked(ServiceRecord service, ContainerSpec spec) {
        Map<Port, List<PortBinding>> bindings = new TreeMap<>();
        service.ports().stream()
                .filter(PublishedTarget::host)
                .forEach(p -> bindings.put(
                        p.target(),
                        List.of(new PortBinding("", p.published() > 0 ? Integer.toString(p.published()) : ""))));
        return spec.with(spec.networks().withPortBindings(bindings));
    }

    /** Returns where the ports of a task's container are reached. One without a number is not published. */
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
