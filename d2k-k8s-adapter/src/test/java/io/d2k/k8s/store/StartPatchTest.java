package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.k8s.manifest.FillContainer;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartPatchTest {
    private static final V1ObjectMeta METADATA = new V1ObjectMeta().resourceVersion("7");
    private static final List<Mount> DATA = List.of(new Mount.Claim("data", "claim", "/d", false, ""));

    private static final V1PodSpec PLAIN = new V1PodSpec();

    private static V1PodSpec resolving(String... searches) {
        return new V1PodSpec()
                .dnsPolicy("None")
                .dnsConfig(new V1PodDNSConfig().nameservers(List.of("10.0.0.1")).searches(List.of(searches)));
    }

    private static V1PodTemplateSpec template() {
        return new V1PodTemplateSpec()
                .spec(new V1PodSpec()
                        .containers(List.of(new V1Container()
                                .name("main")
                                .image("img")
                                .volumeMounts(
                                        List.of(new V1VolumeMount().name("v0").mountPath("/d")))))
                        .volumes(List.of(new V1Volume()
                                .name("v0")
                                .persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource().claimName("claim")))));
    }

    private static V1PodTemplateSpec filling() {
        V1PodTemplateSpec template = template();
        template.getSpec().setInitContainers(FillContainer.of(template.getSpec(), DATA));
        // what servers add
        template.getSpec().getInitContainers().getFirst().setTerminationMessagePath("/dev/termination-log");
        return template;
    }

    @Test
    void whatIsFilledAlreadyNeedsNoRequest() {
        assertTrue(StartPatch.of(METADATA, template(), List.of(), PLAIN, "template")
                .isEmpty());
        assertTrue(StartPatch.of(METADATA, filling(), DATA, PLAIN, "template").isEmpty());
    }

    @Test
    void namesAreResolvedInAnotherWayFromNowOn() {
        V1PodTemplateSpec template = template();
        template.getSpec().dnsPolicy("None").dnsConfig(resolving("own", "apps").getDnsConfig());
        assertTrue(StartPatch.of(METADATA, template, List.of(), resolving("own", "apps"), "template")
                .isEmpty());
        assertEquals(
                "{\"template\":{\"spec\":{\"dnsPolicy\":\"None\",\"dnsConfig\":"
                        + "{\"nameservers\":[\"10.0.0.1\"],\"searches\":[\"own\"],\"options\":null}}},"
                        + "\"metadata\":{\"resourceVersion\":\"7\"}}",
                StartPatch.of(METADATA, template, List.of(), resolving("own"), "template")
                        .orElseThrow()
                        .toString());
        assertEquals(
                "{\"dnsPolicy\":\"ClusterFirst\",\"dnsConfig\":"
                        + "{\"nameservers\":null,\"searches\":null,\"options\":null}}",
                StartPatch.of(METADATA, template, List.of(), PLAIN, "template")
                        .orElseThrow()
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec")
                        .toString());
    }

    @Test
    void anEndIsWritten() {
        JsonObject patch = StartPatch.of(METADATA, filling(), List.of(), PLAIN, "spec", "template")
                .orElseThrow();
        assertEquals(
                "{\"spec\":{\"template\":{\"spec\":{\"initContainers\":null}}},\"metadata\":{\"resourceVersion\":\"7\"}}",
                patch.toString());
    }

    @Test
    void aBeginIsWritten() {
        JsonObject patch =
                StartPatch.of(METADATA, template(), DATA, PLAIN, "template").orElseThrow();
        JsonObject container = patch.getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("initContainers")
                .get(0)
                .getAsJsonObject();
        assertEquals(FillContainer.NAME, container.get("name").getAsString());
        assertEquals(
                "7", patch.getAsJsonObject("metadata").get("resourceVersion").getAsString());
    }
}
