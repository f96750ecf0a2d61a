package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import io.d2k.domain.network.Isolation;
import io.d2k.domain.network.Isolation.Segment;
import io.d2k.k8s.manifest.NetworkPolicies;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Barriers between networks as NetworkPolicies. */
class BarriersTest extends FakeKubernetes {
    private static final String POLICIES = "/apis/networking.k8s.io/v1/namespaces/ns/networkpolicies";
    private static final String NETWORK = "1".repeat(64);
    private static final String NAME = "d2k-network-" + "1".repeat(32);

    private static Isolation isolation(String... members) {
        return new Isolation.Apart(
                new TreeMap<>(Map.of(NETWORK, new Segment("front", false, new TreeSet<>(Set.of(members))))),
                new TreeMap<>());
    }

    private static String policy(Isolation isolation, String name, int version) {
        V1NetworkPolicy policy = NetworkPolicies.of(isolation, List.of(53)).get(name);
        policy.getMetadata().uid(name).resourceVersion(Integer.toString(version));
        return JSON.serialize(policy);
    }

    private void present(Isolation isolation) {
        String[] items = NetworkPolicies.of(isolation, List.of(53)).keySet().stream()
                .map(name -> policy(isolation, name, 90))
                .toArray(String[]::new);
        server.stubFor(
                get(urlPathEqualTo(POLICIES)).withQueryParam("watch", absent()).willReturn(okJson(list("100", items))));
    }

    @Test
    void whatIsMissingIsMade() {
        ready();
        server.stubFor(post(urlPathEqualTo(POLICIES))
                .withRequestBody(matchingJsonPath("$.metadata.name", equalTo(NAME)))
                .willReturn(okJson(policy(isolation(ID), NAME, 101))));
        server.stubFor(post(urlPathEqualTo(POLICIES))
                .withRequestBody(matchingJsonPath("$.metadata.name", equalTo("d2k-isolation")))
                .willReturn(okJson(policy(Isolation.Apart.NOBODY, "d2k-isolation", 102))));
        try (KubernetesBarriers barriers = KubernetesBarriers.start(clients, true, List.of(53))) {
            barriers.apply(isolation(ID));
            barriers.apply(isolation(ID)); // what stands is not written again
        }
        server.verify(2, postRequestedFor(urlPathEqualTo(POLICIES)));
    }

    @Test
    void aChangeOfMembersIsOneWriteAndANetworkWithoutMembersHasNone() {
        ready();
        present(isolation(ID));
        String other = Samples.id("cd");
        server.stubFor(
                put(urlPathEqualTo(POLICIES + "/" + NAME)).willReturn(okJson(policy(isolation(ID, other), NAME, 101))));
        server.stubFor(delete(urlPathEqualTo(POLICIES + "/" + NAME)).willReturn(okJson("{}")));
        try (KubernetesBarriers barriers = KubernetesBarriers.start(clients, true, List.of(53))) {
            barriers.apply(isolation(ID, other));
            server.verify(
                    1,
                    putRequestedFor(urlPathEqualTo(POLICIES + "/" + NAME))
                            .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("90")))
                            .withRequestBody(matchingJsonPath(
                                    "$.spec.podSelector.matchExpressions[0].values[1]",
                                    equalTo(other.substring(0, 32)))));
            barriers.apply(Isolation.Apart.NOBODY);
        }
        server.verify(1, deleteRequestedFor(urlPathEqualTo(POLICIES + "/" + NAME)));
        server.verify(0, deleteRequestedFor(urlPathEqualTo(POLICIES + "/d2k-isolation")));
    }

    @Test
    void whereNobodyIsCutOffNoBarrierStays() {
        ready();
        present(isolation(ID));
        server.stubFor(delete(urlMatching(POLICIES + "/.*")).willReturn(okJson("{}")));
        try (KubernetesBarriers barriers = KubernetesBarriers.start(clients, false, List.of(53))) {
            barriers.apply(new Isolation.Unconnected(new TreeSet<>()));
        }
        server.verify(1, deleteRequestedFor(urlPathEqualTo(POLICIES + "/" + NAME)));
        server.verify(1, deleteRequestedFor(urlPathEqualTo(POLICIES + "/d2k-isolation")));
    }
}
