package io.d2k.domain.service.rule;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks that tasks are on: those that their service names, and the one that carries published ports. A container
 * that would be on none is on the bridge of its node.
 */
public final class TaskNetworkRule {
    private TaskNetworkRule() {}

    /** Returns what a swarm gives to a task. */
    public static List<Attachment> ofTask(ServiceRecord service, Attachment ingress) {
        List<Attachment> networks = new ArrayList<>();
        if (!service.ports().stream().allMatch(PublishedTarget::host)) {
            networks.add(ingress);
        }
        networks.addAll(service.networks());
        return List.copyOf(networks);
    }

    /**
     * Returns what the container of a task is on.
     *
     * @param bridge the network of the node, as which its container knows the swarm's network of that name
     */
    public static List<Attachment> ofContainer(ServiceRecord service, Attachment ingress, Attachment bridge) {
        List<Attachment> networks = ofTask(service, ingress).stream()
                .map(n -> n.networkName().equals(bridge.networkName()) ? bridge : n)
                .toList();
        return networks.isEmpty() ? List.of(bridge) : networks;
    }
}
