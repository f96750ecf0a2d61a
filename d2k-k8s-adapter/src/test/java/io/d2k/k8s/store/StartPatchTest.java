package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.d2k.domain.container.PodPlan.AtStart;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.k8s.manifest.FillContainer;
import io.d2k.k8s.manifest.LinkedTemplate;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1HostAlias;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartPatchTest {
    private static final V1ObjectMeta METADATA = new V1ObjectMeta().resourceVersion("7");
    private static final List<Mount> MOUNTS = List.of(new Mount.Claim("data", "claim", true, "/d", false, ""));
    private static final AtStart NOTHING = new AtStart(List.of(), false, Dns.CLUSTER, List.of(), List.of());
    private static final AtStart DATA = new AtStart(MOUNTS, false, Dns.CLUSTER, List.of(), List.of());

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
        template.getSpec().setInitContainers(FillContainer.of(template.getSpec(), MOUNTS));
        // what servers add
        template.getSpec().getInitContainers().getFirst().setTerminationMessagePath("/dev/termination-log");
        return template;
    }

    @Test
    void whatIsFilledAlreadyNeedsNoRequest() {
        assertTrue(
                StartPatch.of(METADATA, template(), NOTHING, PLAIN, "template").isEmpty());
        assertTrue(StartPatch.of(METADATA, filling(), DATA, PLAIN, "template").isEmpty());
    }

    @Test
    void namesAreResolvedInAnotherWayFromNowOn() {
        V1PodTemplateSpec template = template();
        template.getSpec().dnsPolicy("None").dnsConfig(resolving("own", "apps").getDnsConfig());
        assertTrue(StartPatch.of(METADATA, template, NOTHING, resolving("own", "apps"), "template")
                .isEmpty());
        assertEquals(
                "{\"template\":{\"spec\":{\"dnsPolicy\":\"None\",\"dnsConfig\":"
                        + "{\"nameservers\":[\"10.0.0.1\"],\"searches\":[\"own\"],\"options\":null}}},"
                        + "\"metadata\":{\"resourceVersion\":\"7\"}}",
                StartPatch.of(METADATA, template, NOTHING, resolving("own"), "template")
                        .orElseThrow()
                        .toString());
        assertEquals(
                "{\"dnsPolicy\":\"ClusterFirst\",\"dnsConfig\":"
                        + "{\"nameservers\":null,\"searches\":null,\"options\":null}}",
                StartPatch.of(METADATA, template, NOTHING, PLAIN, "template")
                        .orElseThrow()
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec")
                        .toString());
    }

    @Test
    void anEndIsWritten() {
        JsonObject patch = StartPatch.of(METADATA, filling(), NOTHING, PLAIN, "spec", "template")
                .orElseThrow();
        assertEquals(
                "{\"spec\":{\"template\":{\"spec\":{\"initContainers\":null}}},\"metadata\":{\"resourceVersion\":\"7\"}}",
                patch.toString());
    }

    private static AtStart linked(String ip, String... variables) {
        return new AtStart(
                List.of(),
                false,
                Dns.CLUSTER,
                List.of(new HostAlias(ip, List.of("pg", "db"))),
                Arrays.stream(variables).map(name -> new EnvVar(name, "$" + ip)).toList());
    }

    private static String written(V1PodTemplateSpec template, AtStart settings) {
        return StartPatch.of(METADATA, template, settings, PLAIN, "template")
                .map(patch -> patch.get("template")
                        .toString()
                        // lists that were not there are as good as empty ones
                        .replaceAll("\"\\w+\":\\[],?", "")
                        .replace(",}", "}"))
                .orElse("nothing");
    }

    @Test
    void linksOfAStartTakeThePlaceOfThoseBefore() {
        var template = new V1PodTemplateSpec()
                .spec(new V1PodSpec()
                        .hostAliases(List.of(new V1HostAlias().ip("1.2.3.4").hostnames(List.of("asked"))))
                        .containers(List.of(new V1Container()
                                .name("main")
                                .env(List.of(new V1EnvVar().name("OWN").value("1"))))));
        assertEquals("nothing", written(template, NOTHING));
        String first = "{\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":\"$$10.0.0.1\"},"
                + "{\"name\":\"B\",\"value\":\"$$10.0.0.1\"},{\"name\":\"OWN\",\"value\":\"1\"}],\"name\":\"main\"}],"
                + "\"hostAliases\":[{\"hostnames\":[\"asked\"],\"ip\":\"1.2.3.4\"},"
                + "{\"hostnames\":[\"pg\",\"db\"],\"ip\":\"10.0.0.1\"}]},"
                + "\"metadata\":{\"annotations\":{\"d2k.io/linked\":\"2 1\"}}}";
        assertEquals(first, written(template, linked("10.0.0.1", "A", "B")));

        V1PodTemplateSpec after =
                LinkedTemplate.of(template, linked("10.0.0.1", "A", "B")).orElseThrow();
        assertEquals("nothing", written(after, linked("10.0.0.1", "A", "B")));
        assertEquals(
                first.replace("10.0.0.1", "10.0.0.2")
                        .replace("{\"name\":\"B\",\"value\":\"$$10.0.0.2\"},", "")
                        .replace("2 1", "1 1"),
                written(after, linked("10.0.0.2", "A")));
        assertEquals(
                "{\"spec\":{\"containers\":[{\"env\":[{\"name\":\"OWN\",\"value\":\"1\"}],\"name\":\"main\"}],"
                        + "\"hostAliases\":[{\"hostnames\":[\"asked\"],\"ip\":\"1.2.3.4\"}]},"
                        + "\"metadata\":{\"annotations\":{\"d2k.io/linked\":null}}}",
                written(after, NOTHING));
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
