package io.d2k.k8s.manifest;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a cluster that enforces NetworkPolicies lets through (<a
 * href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">semantics</a>): a pod that no policy
 * selects for a direction is open in it; otherwise one rule of one policy has to allow the traffic, at both ends.
 */
record Policies(Collection<V1NetworkPolicy> all) {
    /** An end of a connection: the labels of a pod, or none for what is outside of the namespace. */
    record End(Map<String, String> labels) {
        static final End OUTSIDE = new End(Map.of());

        boolean pod() {
            return !labels.isEmpty();
        }
    }

    boolean reaches(End from, End to, String protocol, int port) {
        return leaves(from, to, protocol, port) && enters(from, to, protocol, port);
    }

    private boolean leaves(End from, End to, String protocol, int port) {
        List<V1NetworkPolicy> selecting = selecting(from, "Egress");
        return selecting.isEmpty()
                || selecting.stream()
                        .flatMap(p -> p.getSpec().getEgress() == null
                                ? java.util.stream.Stream.empty()
                                : p.getSpec().getEgress().stream())
                        .anyMatch(r -> peer(r.getTo(), to) && ports(r.getPorts(), protocol, port));
    }

    private boolean enters(End from, End to, String protocol, int port) {
        List<V1NetworkPolicy> selecting = selecting(to, "Ingress");
        return selecting.isEmpty()
                || selecting.stream()
                        .flatMap(p -> p.getSpec().getIngress() == null
                                ? java.util.stream.Stream.empty()
                                : p.getSpec().getIngress().stream())
                        .anyMatch(r -> peer(r.getFrom(), from) && ports(r.getPorts(), protocol, port));
    }

    private List<V1NetworkPolicy> selecting(End end, String direction) {
        return all.stream()
                .filter(p -> end.pod() && p.getSpec().getPolicyTypes().contains(direction))
                .filter(p -> matches(p.getSpec().getPodSelector(), end.labels()))
                .toList();
    }

    private static boolean peer(List<V1NetworkPolicyPeer> peers, End end) {
        return peers == null
                || peers.isEmpty()
                || peers.stream().anyMatch(p -> end.pod() && matches(p.getPodSelector(), end.labels()));
    }

    private static boolean ports(List<V1NetworkPolicyPort> ports, String protocol, int port) {
        return ports == null
                || ports.isEmpty()
                || ports.stream()
                        .anyMatch(p ->
                                p.getProtocol().equals(protocol) && p.getPort().getIntValue() == port);
    }

    private static boolean matches(V1LabelSelector selector, Map<String, String> labels) {
        boolean exact = selector.getMatchLabels() == null
                || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
        boolean listed = selector.getMatchExpressions() == null
                || selector.getMatchExpressions().stream().allMatch(e -> {
                    if (!e.getOperator().equals("In")) {
                        throw new AssertionError("unexpected operator " + e.getOperator());
                    }
                    return e.getValues().contains(labels.getOrDefault(e.getKey(), ""));
                });
        return exact && listed;
    }
}
