package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.HostPorts;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published ports as host ports of pods. */
class KubernetesHostPortsTest extends FakeKubernetes {
    private static final Port WEB = new Port(80, Protocol.TCP);
    private static final Port DNS = new Port(53, Protocol.UDP);
    private static final Publication PUBLICATION = new Publication(
            PublishMode.HOSTPORT,
            "hostport",
            3,
            List.of(
                    new PublishedPort(8080, true, WEB),
                    new PublishedPort(8081, false, WEB, "127.0.0.1"),
                    new PublishedPort(53, true, DNS, "::1")));

    private static V1PodTemplate template(int version) {
        ContainerRecord record = ContainerRecords.initial(PLAN);
        return ContainerObjects.podTemplate(
                Samples.plan(ID, "web", WorkloadKind.RUN_ONCE, Samples.pod(PodPlan.Restart.NEVER, "true")),
                new V1ObjectMeta()
                        .name("web")
                        .uid("u1")
                        .resourceVersion(Integer.toString(version))
                        .labels(RecordAnnotations.labels(record))
                        .annotations(RecordAnnotations.annotations(record)));
    }

    private static V1PodTemplate published(int version) {
        V1PodTemplate template = template(version);
        template.getMetadata().getAnnotations().put(Keys.HOST_PORTS, HostPorts.write(PUBLICATION));
        template.setTemplate(HostPorts.apply(template.getTemplate(), PUBLICATION));
        return template;
    }

    private void present(V1PodTemplate template) {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", JSON.serialize(template)))));
    }

    @Test
    void aPublicationIsWrittenIntoTheRecordBeforeTheStart() {
        present(template(90));
        server.stubFor(patch(urlPathEqualTo(TEMPLATES + "/web")).willReturn(okJson(JSON.serialize(published(101)))));
        ready();
        ContainerRecord record = engine.containers().find(ID).orElseThrow().record();
        engine.hostPorts().publish(record, PUBLICATION);
        server.verify(patchRequestedFor(urlPathEqualTo(TEMPLATES + "/web"))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("90")))
                .withRequestBody(matchingJsonPath("$.template.spec.containers[0].ports[0].hostPort", equalTo("8080")))
                .withRequestBody(
                        matchingJsonPath("$.template.spec.containers[0].ports[1].hostIP", equalTo("127.0.0.1"))));
        assertEquals(PUBLICATION, engine.hostPorts().of(ID).getFirst().publication());
        assertEquals(PUBLICATION, engine.hostPorts().list().getFirst().publication());
    }

    @Test
    void withdrawingForgetsThePortsAndLeavesTheTemplate() {
        present(published(90));
        server.stubFor(patch(urlPathEqualTo(TEMPLATES + "/web")).willReturn(okJson(JSON.serialize(template(101)))));
        ready();
        engine.hostPorts().withdraw(engine.hostPorts().list().getFirst());
        server.verify(patchRequestedFor(urlPathEqualTo(TEMPLATES + "/web"))
                .withRequestBody(
                        com.github.tomakehurst.wiremock.client.WireMock.containing("\"d2k.io/host-ports\":null"))
                .withRequestBody(matchingJsonPath("$.template", absent())));
        assertEquals(List.of(), engine.hostPorts().list());
    }

    @Test
    void aPodThatRunsKeepsThePortsItHas() {
        present(template(90));
        ready();
        ContainerRecord running =
                engine.containers().find(ID).orElseThrow().record().started(3);
        EngineException e =
                assertThrows(EngineException.class, () -> engine.hostPorts().publish(running, PUBLICATION));
        assertEquals(ErrorKind.CONFLICT, e.kind());
    }
}
