package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ports of a service to what publishes them, as the operator has chosen ({@code D2K_PUBLISH}). */
final class ServicePublishing {
    // Kubernetes' default range of node ports
    private static final int NODE = 30_000;
    private static final int NODE_COUNT = 2_768;

    private final PublishMode mode;

    ServicePublishing(PublishMode mode) {
        this.mode = mode;
    }

    /** Warns of ports that are reached otherwise than asked. */
    void judge(ServiceRecord record, Warnings warnings) {
        for (PublishedTarget port : record.ports()) {
            if (port.host()) {
                if (port.published() == 0) {
                    warnings.add("Kubernetes chooses no ports of nodes: port "
                            + port.target().number()
                            + " in mode host is not published without a number of its own (published=...).");
                }
                continue;
            }
            switch (mode) {
                case LOADBALANCER -> {}
                case NODEPORT -> {
                    if (nodePort(port) != port.published()) {
                        warnings.add("Port " + port.published() + " is not among the ports of nodes: " + nodePort(port)
                                + " is used instead.");
                    }
                }
                case CLUSTERIP ->
                    warnings.add("Published ports are reached inside the cluster only (D2K_PUBLISH=clusterip).");
                case HOSTPORT ->
                    warnings.add("Port " + port.published() + " is reached inside the cluster only: nodes have ports of"
                            + " services that are published in mode host. Use mode=host, or D2K_PUBLISH=nodeport.");
                case FORWARD ->
                    warnings.add(
                            "Port " + port.published() + " is reached inside the cluster only: d2k forwards ports of"
                                    + " containers, not of services. Use D2K_PUBLISH=loadbalancer.");
            }
        }
    }

    /** Returns what is to be published. */
    List<Publication> of(ServiceRecord record) {
        PublishMode used = switch (mode) {
            case LOADBALANCER, NODEPORT, CLUSTERIP -> mode;
            case HOSTPORT, FORWARD -> PublishMode.CLUSTERIP;
        };
        Map<String, List<PublishedPort>> parts = new TreeMap<>();
        for (PublishedTarget port : record.ports()) {
            if (!port.host()) {
                Protocol protocol = port.target().protocol();
                // before Kubernetes 1.26 a load balancer has one protocol
                String part = used == PublishMode.LOADBALANCER ? protocol.key() : used.word();
                int number = used == PublishMode.NODEPORT ? nodePort(port) : port.published();
                parts.computeIfAbsent(part, k -> new ArrayList<>()).add(new PublishedPort(number, true, port.target()));
            }
        }
        return parts.entrySet().stream()
                .map(e -> new Publication(used, e.getKey(), 1, e.getValue()))
                .toList();
    }

    private static int nodePort(PublishedTarget port) {
        boolean fits = port.published() >= NODE && port.published() < NODE + NODE_COUNT;
        return fits ? port.published() : NODE + port.published() % NODE_COUNT;
    }
}
