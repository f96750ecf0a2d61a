package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.Propagation;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.store.ServiceSamples;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VolumeNeighboursTest {
    private static final Mount DATA = claim("data", true, "/data");

    static Stream<Arguments> mounts() {
        return Stream.of(
                Arguments.of("a claim of one node", List.of(DATA), List.of("volume.d2k.io/data")),
                Arguments.of(
                        "a claim that is mounted twice",
                        List.of(DATA, claim("data", true, "/again")),
                        List.of("volume.d2k.io/data")),
                Arguments.of(
                        "two claims",
                        List.of(DATA, claim("cache", true, "/cache")),
                        List.of("volume.d2k.io/data", "volume.d2k.io/cache")),
                Arguments.of("a claim that all nodes mount", List.of(claim("data", false, "/data")), List.of()),
                Arguments.of(
                        "a volume that is a directory of the node",
                        List.of(new Mount.HostPath("my_conf", "/srv/conf", "/conf", false, Propagation.NONE)),
                        List.of("volume.d2k.io/my_conf")),
                Arguments.of(
                        "a path of the node, as all have it",
                        List.of(new Mount.HostPath("/etc/localtime", "/etc/localtime", true)),
                        List.of()),
                Arguments.of("what goes with the pod", List.of(new Mount.Scratch("/s", false)), List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mounts")
    void podsSeekOthersOfTheirVolumes(String what, List<Mount> mounts, List<String> sought) {
        var template = new V1PodTemplateSpec()
                .metadata(new V1ObjectMeta().labels(new TreeMap<>()))
                .spec(new V1PodSpec());

        VolumeNeighbours.seek(template, mounts);

        assertEquals(sought, sought(template));
        assertEquals(Set.copyOf(sought), template.getMetadata().getLabels().keySet());
    }

    @Test
    void aTaskSeeksThemBesideWhatElseItAsksOfNodes() {
        var template = TaskTemplates.of("s1", ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1, DATA));

        assertEquals(List.of("volume.d2k.io/data"), sought(template));
        var affinity = template.getSpec().getAffinity();
        assertEquals(
                1,
                affinity.getPodAntiAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .size());
        assertEquals("", template.getMetadata().getLabels().get("volume.d2k.io/data"));
        assertEquals(null, TaskTemplates.selector("s1").get("volume.d2k.io/data"));
    }

    private static Mount claim(String name, boolean oneNode, String target) {
        return new Mount.Claim(name, name, oneNode, target, false, "");
    }

    private static List<String> sought(V1PodTemplateSpec template) {
        var affinity = template.getSpec().getAffinity();
        return affinity == null
                ? List.of()
                : affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                        .map(term -> term.getPodAffinityTerm()
                                .getLabelSelector()
                                .getMatchExpressions()
                                .getFirst()
                                .getKey())
                        .toList();
    }
}
