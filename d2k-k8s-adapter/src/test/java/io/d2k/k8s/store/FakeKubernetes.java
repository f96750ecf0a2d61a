package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An API server that answers what each test says, and an engine on it. */
abstract class FakeKubernetes {

    static final String CORE = "/api/v1/namespaces/ns/";
    static final String TEMPLATES = CORE + "podtemplates";
    static final String PODS = CORE + "pods";
    static final String ID = Samples.id("ab");
    static final ContainerPlan PLAN =
            Samples.plan(ID, "web", WorkloadKind.RUN_ONCE, Samples.pod(PodPlan.Restart.NEVER, "true"));

    WireMockServer server;
    KubernetesClients clients;
    KubernetesEngine engine;

    @BeforeEach
    void start() {
        server = new WireMockServer(
                wireMockConfig().dynamicPort().containerThreads(60).jettyStopTimeout(10L));
        server.start();
        server.stubFor(
                any(urlPathMatching("/.*")).atPriority(10).willReturn(refusal(404, "NotFound", "no such thing")));
        server.stubFor(get(urlPathMatching("/api.*")).atPriority(9).willReturn(okJson(list("100"))));
        server.stubFor(get(urlPathMatching("/api.*"))
                .withQueryParam("watch", equalTo("true"))
                .atPriority(8)
                .willReturn(aResponse().withFixedDelay(20_000)));
        clients = KubernetesClients.at("http://localhost:" + server.port(), "ns");
    }

    @AfterEach
    void stop() {
        engine.close();
        clients.close();
        server.stop();
    }

    final void ready() {
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, java.util.Optional.empty());
        assertTrue(
                engine.awaitReady(Duration.ofSeconds(60)),
                () -> engine.trouble().toString());
    }

    static ContainerRecord renamed(int run, boolean wanted) {
        return ContainerRecordsTest.change(
                ContainerRecords.initial(PLAN), "web", run, wanted, Optional.empty(), Optional.empty());
    }

    static String record(int version, String uid) {
        return record(version, uid, ContainerRecords.initial(PLAN));
    }

    static String record(int version, String uid, ContainerRecord record) {
        return JSON.serialize(ContainerObjects.podTemplate(
                PLAN,
                new V1ObjectMeta()
                        .name("web")
                        .uid(uid)
                        .resourceVersion(Integer.toString(version))
                        .labels(RecordAnnotations.labels(record))
                        .annotations(RecordAnnotations.annotations(record))));
    }

    static String pod(String name, String uid, int version) {
        V1PodTemplate template = ContainerObjects.podTemplate(
                PLAN, new V1ObjectMeta().name("web").uid("u1"));
        V1Pod pod = ContainerObjects.run(template, ID, 1, 0);
        pod.getMetadata().name(name).uid(uid).resourceVersion(Integer.toString(version));
        pod.getMetadata().getLabels().put(Keys.KIND, Keys.KIND_POD);
        return JSON.serialize(pod);
    }

    static String list(String version, String... items) {
        return "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + String.join(",", items) + "]}";
    }

    static com.github.tomakehurst.wiremock.client.MappingBuilder watch(String path, String version) {
        return get(urlPathEqualTo(path))
                .withQueryParam("watch", equalTo("true"))
                .withQueryParam("resourceVersion", equalTo(version));
    }

    static ResponseDefinitionBuilder events(String... events) {
        return aResponse().withBody(String.join("\n", events) + "\n");
    }

    static String added(String object) {
        return "{\"type\":\"ADDED\",\"object\":" + object + "}";
    }

    static ResponseDefinitionBuilder refusal(int code, String reason, String message) {
        return aResponse()
                .withStatus(code)
                .withBody("{\"kind\":\"Status\",\"code\":" + code + ",\"reason\":\"" + reason + "\",\"message\":\""
                        + message + "\"}");
    }
}
