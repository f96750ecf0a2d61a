package io.d2k.k8s.manifest;

import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointSubset;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Services that publish ports, and those that are domains of names. */
public final class ServiceObjects {
    private ServiceObjects() {}

    /**
     * Returns the Service of a publication.
     *
     * @param metadata name, labels, annotations and owner
     * @param id the container's ID
     * @param nodePorts whether to ask for the node ports of the publication
     */
    public static V1Service published(V1ObjectMeta metadata, String id, Publication publication, boolean nodePorts) {
        return published(metadata, Keys.KIND_POD, id, publication, nodePorts);
    }

    /** Returns the Service of a publication of a swarm service. */
    public static V1Service publishedService(
            V1ObjectMeta metadata, String id, Publication publication, boolean nodePorts) {
        return published(metadata, Keys.KIND_TASK, id, publication, nodePorts);
    }

    private static V1Service published(
            V1ObjectMeta metadata, String podKind, String id, Publication publication, boolean nodePorts) {
        boolean node = publication.mode() == PublishMode.NODEPORT;
        List<V1ServicePort> ports = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (PublishedPort p : publication.ports()) {
            String protocol = p.target().protocol().name();
            int port = node ? p.target().number() : p.hostPort();
            while (!used.add(protocol + port)) { // one container port on several node ports
                port = port % 65_535 + 1;
            }
            var made = new V1ServicePort()
                    .name(p.target().protocol().key() + "-" + port)
                    .protocol(protocol)
                    .port(port)
                    .targetPort(new IntOrString(p.target().number()));
            ports.add(node && nodePorts ? made.nodePort(p.hostPort()) : made);
        }
        var spec = new V1ServiceSpec()
                .type(type(publication.mode()))
                .selector(
                        new TreeMap<>(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, podKind, Keys.ID, Keys.idLabel(id))))
                // Docker publishes the ports of an unhealthy container, too
                .publishNotReadyAddresses(true)
                .ports(ports);
        return new V1Service()
                .apiVersion("v1")
                .kind("Service")
                .metadata(metadata)
                .spec(spec);
    }

    private static String type(PublishMode mode) {
        return switch (mode) {
            case LOADBALANCER -> "LoadBalancer";
            case NODEPORT -> "NodePort";
            case CLUSTERIP -> "ClusterIP";
            case FORWARD, HOSTPORT -> throw new IllegalArgumentException(mode.word() + " has no Service");
        };
    }

    /** Returns a Service that is a domain: d2k itself writes its endpoints. */
    public static V1Service domain(V1ObjectMeta metadata) {
        var spec = new V1ServiceSpec().clusterIP("None").publishNotReadyAddresses(true);
        return new V1Service()
                .apiVersion("v1")
                .kind("Service")
                .metadata(metadata)
                .spec(spec);
    }

    /**
     * Returns the endpoints that make names resolve in a domain. Cluster DNS reads the EndpointSlices that Kubernetes makes
     * of them, which keep one host name for each pair of address and referred object
     * ({@code pkg/api/v1/endpoints/util.go}): so each name refers to an object of its own, which is but the name.
     */
    public static V1Endpoints names(V1ObjectMeta metadata, Map<String, Set<String>> names) {
        List<V1EndpointAddress> addresses = new ArrayList<>();
        new TreeMap<>(names)
                .forEach((name, ips) -> ips.stream()
                        .sorted()
                        .forEach(ip -> addresses.add(new V1EndpointAddress()
                                .ip(ip)
                                .hostname(name)
                                .targetRef(new V1ObjectReference().name(name).uid(name)))));
        var endpoints = new V1Endpoints().apiVersion("v1").kind("Endpoints").metadata(metadata);
        if (!addresses.isEmpty()) {
            endpoints.addSubsetsItem(new V1EndpointSubset().addresses(addresses));
        }
        return endpoints;
    }
}
