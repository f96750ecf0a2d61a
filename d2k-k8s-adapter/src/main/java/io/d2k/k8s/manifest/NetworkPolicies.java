package io.d2k.k8s.manifest;

import io.d2k.domain.image.Port;
import io.d2k.domain.network.Isolation;
import io.d2k.domain.network.Isolation.Segment;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who reaches whom, as NetworkPolicies: one that cuts off all pods of containers, one for each network, and one for each
 * container that publishes ports; or one that cuts off some. Networks name their members by ID, so that a container joins and leaves one without a
 * change to its pod.
 */
public final class NetworkPolicies {
    private static final String INGRESS = "Ingress";
    private static final String EGRESS = "Egress";
    private static final String BASE = "d2k-isolation";
    private static final String NONE = "d2k-no-network";

    private NetworkPolicies() {}

    /**
     * Returns the policies by name.
     *
     * @param dns the ports of pods that are name servers, by which everybody reaches them
     */
    public static SortedMap<String, V1NetworkPolicy> of(Isolation isolation, List<Integer> dns) {
        SortedMap<String, V1NetworkPolicy> all = new TreeMap<>();
        switch (isolation) {
            case Isolation.Apart apart -> {
                add(all, BASE, BASE, cutOff(pods()));
                apart.segments().forEach((id, s) -> add(all, Names.network(id), s.name(), segment(s, dns)));
                apart.published()
                        .forEach((id, ports) -> add(all, "d2k-published-" + Keys.idLabel(id), id, open(id, ports)));
            }
            case Isolation.Unconnected some -> {
                if (!some.containers().isEmpty()) {
                    add(all, NONE, NONE, cutOff(members(some.containers())));
                }
            }
        }
        return all;
    }

    private static void add(Map<String, V1NetworkPolicy> all, String name, String told, V1NetworkPolicySpec spec) {
        all.put(
                name,
                new V1NetworkPolicy()
                        .apiVersion("networking.k8s.io/v1")
                        .kind("NetworkPolicy")
                        .metadata(new V1ObjectMeta()
                                .name(name)
                                .labels(new TreeMap<>(Map.of(
                                        Keys.MANAGED_BY,
                                        Keys.D2K,
                                        Keys.KIND,
                                        Keys.KIND_ISOLATION,
                                        Keys.NAME,
                                        Names.label(told))))
                                .annotations(new TreeMap<>(Map.of(Keys.ID, name))))
                        .spec(spec));
    }

    private static V1NetworkPolicySpec cutOff(V1LabelSelector whom) {
        return new V1NetworkPolicySpec().podSelector(whom).policyTypes(List.of(INGRESS, EGRESS));
    }

    private static V1NetworkPolicySpec segment(Segment segment, List<Integer> dns) {
        var peers = List.of(new V1NetworkPolicyPeer().podSelector(members(segment.members())));
        // Who may leave may go anywhere: it is the other side that lets nobody in. An internal network lets out names
        // alone.
        var egress = segment.internal()
                ? List.of(
                        new V1NetworkPolicyEgressRule().to(peers),
                        new V1NetworkPolicyEgressRule()
                                .ports(dns.stream()
                                        .flatMap(number -> Stream.of(port("UDP", number), port("TCP", number)))
                                        .toList()))
                : List.of(new V1NetworkPolicyEgressRule());
        return new V1NetworkPolicySpec()
                .podSelector(members(segment.members()))
                .policyTypes(List.of(INGRESS, EGRESS))
                .ingress(List.of(new V1NetworkPolicyIngressRule().from(peers)))
                .egress(egress);
    }

    private static V1NetworkPolicySpec open(String id, Collection<Port> ports) {
        var rule = new V1NetworkPolicyIngressRule()
                .ports(ports.stream()
                        .map(p -> port(p.protocol().name(), p.number()))
                        .toList());
        return new V1NetworkPolicySpec()
                .podSelector(members(List.of(id)))
                .policyTypes(List.of(INGRESS))
                .ingress(List.of(rule));
    }

    private static V1NetworkPolicyPort port(String protocol, int number) {
        return new V1NetworkPolicyPort().protocol(protocol).port(new IntOrString(number));
    }

    private static V1LabelSelector pods() {
        return new V1LabelSelector()
                .matchLabels(new TreeMap<>(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_POD)));
    }

    private static V1LabelSelector members(Collection<String> ids) {
        return pods().matchExpressions(List.of(new V1LabelSelectorRequirement()
                .key(Keys.ID)
                .operator("In")
                .values(ids.stream().map(Keys::idLabel).toList())));
    }
}
