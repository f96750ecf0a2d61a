package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.network.OverlayView;

/** Writes what a swarm tells of a network beside the network itself: its nodes, and the services on it. */
final class OverlayEncoder {
    private OverlayEncoder() {}

    static ObjectNode add(ObjectNode network, OverlayView overlay, boolean verbose) {
        if (!overlay.peers().isEmpty()) {
            ArrayNode peers = network.putArray("Peers");
            overlay.peers().forEach(p -> peers.addObject().put("Name", p.name()).put("IP", p.ip()));
        }
        if (verbose && !overlay.services().isEmpty()) {
            ObjectNode services = network.putObject("Services");
            overlay.services().forEach((name, service) -> services.set(name, service(service)));
        }
        return network;
    }

    /** The mark by which a kernel's load balancer knows a service is none here: nodes of Kubernetes have their own. */
    private static ObjectNode service(OverlayView.Service service) {
        ObjectNode out = DockerJson.object().put("VIP", service.vip().isEmpty() ? "<nil>" : service.vip());
        out.set("Ports", DockerJson.array(service.ports()));
        out.put("LocalLBIndex", 0);
        ArrayNode tasks = out.putArray("Tasks");
        service.tasks()
                .forEach(t -> tasks.addObject()
                        .put("Name", t.name())
                        .put("EndpointID", t.endpointId())
                        .put("EndpointIP", t.ip())
                        .putObject("Info")
                        .put("Host IP", t.hostIp()));
        return out;
    }
}
