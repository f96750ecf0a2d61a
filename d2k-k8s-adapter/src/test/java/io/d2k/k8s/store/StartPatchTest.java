package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.k8s.manifest.FillContainer;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.List;
import org.junit.jupiter.api.Test;

class FillPatchTest {
    private static final V1ObjectMeta METADATA = new V1ObjectMeta().resourceVersion("7");
    private static final List<Mount> DATA = List.of(new Mount.Claim("data", "claim", "/d", false, ""));

    private static V1PodTemplateSpec template() {
        return new V1PodTemplateSpec()
                .spec(new V1PodSpec()
                        .containers(List.of(new V1Container().name("main").image("img")))
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
        assertTrue(FillPatch.of(METADATA, template(), List.of(), "template").isEmpty());
        assertTrue(FillPatch.of(METADATA, filling(), DATA, "template").isEmpty());
    }

    @Test
    void anEndIsWritten() {
        JsonObject patch =
                FillPatch.of(METADATA, filling(), List.of(), "spec", "template").orElseThrow();
        assertEquals(
                "{\"spec\":{\"template\":{\"spec\":{\"initContainers\":null}}},\"metadata\":{\"resourceVersion\":\"7\"}}",
                patch.toString());
    }

    @Test
    void aBeginIsWritten() {
        JsonObject patch = FillPatch.of(METADATA, template(), DATA, "template").orElseThrow();
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
