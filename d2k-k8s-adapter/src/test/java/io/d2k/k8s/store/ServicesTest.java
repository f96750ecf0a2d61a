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
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.domain.publish.PublishedState;
import io.d2k.k8s.manifest.Keys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Published ports and names as Services. */
class ServicesTest extends FakeKubernetes {
    private static final String SERVICES = CORE + "services";
    private static final String ENDPOINTS = CORE + "endpoints";
    private static final Port WEB = new Port(80, Protocol.TCP);
    private static final String PUBLISHED = "web-" + ID.substring(0, 6) + "-";

    private static String meta(String name, String kind) {
        return "\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"s1\",\"resourceVersion\":\"101\",\"labels\":{\""
                + Keys.MANAGED_BY + "\":\"d2k\",\"" + Keys.KIND + "\":\"" + kind + "\"},\"annotations\":{\"" + Keys.ID
                + "\":\"" + ID + "\",\"" + Keys.PART + "\":\"" + name.substring(PUBLISHED.length()) + "\",\"" + Keys.RUN
                + "\":\"1\"}}";
    }

    private static String service(String part, String type, String nodePort, String ingress) {
        return "{" + meta(PUBLISHED + part, Keys.KIND_PUBLISHED) + ",\"spec\":{\"type\":\"" + type
                + "\",\"clusterIP\":\"10.96.0.7\",\"ports\":[{\"port\":8080,\"targetPort\":80,\"protocol\":\"TCP\""
                + nodePort + "}]},\"status\":{\"loadBalancer\":{" + ingress + "}}}";
    }

    private ContainerRecord known() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        ready();
        return engine.containers().find(ID).orElseThrow().record();
    }

    private static Publication publication(PublishMode mode, String part, int port, boolean fixed) {
        return new Publication(mode, part, 1, List.of(new PublishedPort(port, fixed, WEB)));
    }

    @Test
    void aPublicationIsAServiceThatGoesWithTheContainer() {
        server.stubFor(post(urlPathEqualTo(SERVICES))
                .willReturn(okJson(service("tcp", "LoadBalancer", "", "\"ingress\":[{\"ip\":\"10.1.2.3\"}]"))));
        server.stubFor(
                delete(urlPathEqualTo(SERVICES + "/" + PUBLISHED + "tcp")).willReturn(okJson("{}")));
        ContainerRecord record = known();
        Publication wanted = publication(PublishMode.LOADBALANCER, "tcp", 8080, true);
        engine.publishedPorts().publish(record, wanted);
        assertEquals(
                List.of(new PublishedState(ID, wanted, List.of("10.1.2.3"))),
                engine.publishedPorts().list());
        server.verify(postRequestedFor(urlPathEqualTo(SERVICES))
                .withRequestBody(matchingJsonPath("$.spec.type", equalTo("LoadBalancer")))
                .withRequestBody(matchingJsonPath("$.spec.selector['d2k.io/id']", equalTo(ID.substring(0, 32))))
                .withRequestBody(matchingJsonPath("$.metadata.ownerReferences[0].uid", equalTo("u1")))
                .withRequestBody(matchingJsonPath("$.spec.ports[0].port", equalTo("8080")))
                .withRequestBody(matchingJsonPath("$.spec.ports[0].targetPort", equalTo("80"))));
        engine.publishedPorts().withdraw(engine.publishedPorts().list().getFirst());
        assertEquals(List.of(), engine.publishedPorts().list());
        server.verify(deleteRequestedFor(urlPathEqualTo(SERVICES + "/" + PUBLISHED + "tcp")));
    }

    @Test
    void aNodePortThatCannotBeHadIsReplacedByAnother() {
        server.stubFor(post(urlPathEqualTo(SERVICES))
                .withRequestBody(matchingJsonPath("$.spec.ports[0].nodePort"))
                .atPriority(1)
                .willReturn(refusal(422, "Invalid", "provided port is already allocated")));
        server.stubFor(post(urlPathEqualTo(SERVICES))
                .willReturn(okJson(service("nodeport", "NodePort", ",\"nodePort\":31000", ""))));
        ContainerRecord record = known();
        engine.publishedPorts().publish(record, publication(PublishMode.NODEPORT, "nodeport", 30_080, false));
        PublishedState made = engine.publishedPorts().list().getFirst();
        assertEquals(31_000, made.publication().ports().getFirst().hostPort());
        assertEquals(List.of("0.0.0.0"), made.addresses());
    }

    @Test
    void namesAreHostNamesInADomainOfTheContainersOwn() {
        String domain = "names-" + ID.substring(0, 20);
        server.stubFor(post(urlPathEqualTo(SERVICES)).willReturn(okJson("{" + meta(domain, Keys.KIND_NAMES) + "}")));
        server.stubFor(post(urlPathEqualTo(ENDPOINTS))
                .willReturn(okJson("{" + meta(domain, Keys.KIND_NAMES)
                        + ",\"subsets\":[{\"addresses\":[{\"ip\":\"10.0.0.1\",\"hostname\":\"web\",\"targetRef\":{}},"
                        + "{\"ip\":\"10.0.0.2\",\"hostname\":\"web\",\"targetRef\":{}}]}]}")));
        ContainerRecord record = known();
        Map<String, Set<String>> names = Map.of("web", Set.of("10.0.0.1", "10.0.0.2"));
        engine.containerNames().publish(record, names);
        engine.containerNames().publish(record, names);
        server.verify(
                1,
                postRequestedFor(urlPathEqualTo(SERVICES))
                        .withRequestBody(matchingJsonPath("$.spec.clusterIP", equalTo("None"))));
        server.verify(
                1,
                postRequestedFor(urlPathEqualTo(ENDPOINTS))
                        .withRequestBody(matchingJsonPath("$.subsets[0].addresses[1].hostname", equalTo("web")))
                        .withRequestBody(matchingJsonPath("$.subsets[0].addresses[1].ip", equalTo("10.0.0.2"))));
    }
}
