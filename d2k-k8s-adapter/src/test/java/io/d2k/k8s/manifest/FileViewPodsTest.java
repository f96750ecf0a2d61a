package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.k8s.store.Samples;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileViewPodsTest {
    private static final String ID = Samples.id("ab");

    private static V1PodTemplateSpec template() {
        return new V1PodTemplateSpec()
                .spec(new V1PodSpec()
                        .restartPolicy("Always")
                        .containers(List.of(new V1Container()
                                .name("main")
                                .image("img")
                                .command(List.of("/serve"))
                                .args(List.of("--all"))
                                .workingDir("/srv")
                                .volumeMounts(
                                        List.of(new V1VolumeMount().name("v0").mountPath("/d")))
                                .ports(List.of(new V1ContainerPort().containerPort(80)))
                                .readinessProbe(new V1Probe())
                                .resources(new V1ResourceRequirements()
                                        .limits(Map.of(
                                                "memory", new Quantity("64Mi"), "nvidia.com/gpu", new Quantity("1"))))))
                        .volumes(List.of(new V1Volume()
                                .name("v0")
                                .persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource().claimName("claim")))));
    }

    private static V1Pod pod(V1PodTemplateSpec template, Content content, List<Mount> fills) {
        return FileViewPods.of("view", ID, template, new V1OwnerReference().uid("u1"), content, fills, false);
    }

    @Test
    void whereNobodyIsRootTheContainersUserLooks() {
        V1PodTemplateSpec template = template();
        template.getSpec().getContainers().getFirst().securityContext(new V1SecurityContext().runAsUser(7L));
        V1PodSpec spec = FileViewPods.of(
                        "view",
                        ID,
                        template,
                        new V1OwnerReference().uid("u1"),
                        new Content.Fresh(),
                        List.of(new Mount.Claim("claim", "data", true, "/d", false, "")),
                        true)
                .getSpec();
        V1SecurityContext context = spec.getContainers().getFirst().getSecurityContext();
        assertEquals(7L, context.getRunAsUser());
        assertEquals(List.of("ALL"), context.getCapabilities().getDrop());
        assertNull(spec.getInitContainers(), "what fills volumes is root");
        assertEquals(65_534L, spec.getSecurityContext().getFsGroup());
        assertNull(
                template.getSpec()
                        .getContainers()
                        .getFirst()
                        .getSecurityContext()
                        .getCapabilities(),
                "what caches hold is not changed");
    }

    @Test
    void itWaitsWithTheMountsOfTheContainerAndEndsByItself() {
        V1Pod pod = pod(template(), new Content.Fresh(), List.of());
        V1Container main = pod.getSpec().getContainers().getFirst();
        assertEquals("img", main.getImage());
        assertEquals(List.of("/bin/sh", "-c", "exec sleep 1800"), main.getCommand());
        assertEquals(List.of(), main.getArgs());
        assertNull(main.getPorts());
        assertNull(main.getReadinessProbe());
        assertEquals(0L, main.getSecurityContext().getRunAsUser());
        assertEquals(Map.of("memory", new Quantity("64Mi")), main.getResources().getLimits(), "no GPU is taken");
        assertEquals("Never", pod.getSpec().getRestartPolicy());
        assertEquals(1800, pod.getSpec().getActiveDeadlineSeconds());
        assertEquals("v0", pod.getSpec().getVolumes().getFirst().getName());
        assertNull(pod.getSpec().getInitContainers());
        assertEquals("u1", pod.getMetadata().getOwnerReferences().getFirst().getUid());
        assertEquals(
                Keys.KIND_FILE_VIEW,
                pod.getMetadata().getLabels().get(Keys.KIND),
                "no Service of the container may select it");
    }

    @ParameterizedTest
    @CsvSource({"/srv, /srv", "/dir/sub, /dir/sub", "/d,", "/d/sub,", ","})
    void itsRuntimeMakesTheDirectoryThatTheContainerBeginsInUnlessThatIsMounted(String asked, String made) {
        V1PodTemplateSpec template = template();
        template.getSpec().getContainers().getFirst().setWorkingDir(asked);
        V1Container main = pod(template, new Content.Fresh(), List.of())
                .getSpec()
                .getContainers()
                .getFirst();
        assertEquals(made, main.getWorkingDir());
    }

    /** Where the container has run, what the pod would make there is not its. */
    @Test
    void itMakesNoDirectoryOfWhatHasRun() {
        V1Container main = pod(template(), new Content.Foreign(), List.of())
                .getSpec()
                .getContainers()
                .getFirst();
        assertNull(main.getWorkingDir());
    }

    @Test
    void itFillsNewVolumesFirst() {
        V1Pod pod =
                pod(template(), new Content.Fresh(), List.of(new Mount.Claim("data", "claim", true, "/d", false, "")));
        assertEquals(
                FillContainer.NAME, pod.getSpec().getInitContainers().getFirst().getName());
    }

    @Test
    void whatIsKeptForTheStartIsUnpackedWhereAsked() {
        V1PodTemplateSpec kept = StartFilesTemplate.apply(template(), List.of("files"), List.of("/serve"));
        List<String> unpacking = pod(kept, new Content.Fresh(), List.of())
                .getSpec()
                .getContainers()
                .getFirst()
                .getCommand();
        assertTrue(unpacking.get(2).contains("tar "), unpacking.toString());
        assertEquals("exec sleep 1800", unpacking.getLast());
        assertEquals(
                List.of("/bin/sh", "-c", "exec sleep 1800"),
                pod(kept, new Content.Foreign(), List.of())
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getCommand());
    }

    /** A place of anything else would look like a directory of the image. */
    @Test
    void whatShowsALayerBesideTheImageHasNothingElse() {
        V1PodTemplateSpec template = template();
        template.getSpec().getContainers().getFirst().setTerminationMessagePath(KeptLayer.place(ID));
        V1PodSpec spec = pod(template, new Content.Layer(new KeptLayer("n1", "/r", "/r/7", -1)), List.of())
                .getSpec();
        V1Container main = spec.getContainers().getFirst();
        assertEquals("img", main.getImage());
        assertEquals(List.of("/bin/sh", "-c", "exec sleep 1800"), main.getCommand());
        assertNull(main.getTerminationMessagePath());
        assertEquals(
                List.of("/.d2k/layer true"),
                main.getVolumeMounts().stream()
                        .map(m -> m.getMountPath() + " " + m.getReadOnly())
                        .toList());
        assertEquals(
                List.of("/r/7"),
                spec.getVolumes().stream().map(v -> v.getHostPath().getPath()).toList());
        assertTrue(spec.getAffinity().toString().contains("n1"));
    }

    /** The file could be a link to any other of the node: whatever mounts it must not run. */
    @Test
    void whatProvesALayerMountsItsFileAndCannotRun() {
        var layer = new KeptLayer("n1", "/r", "/r/7", -1);
        V1PodSpec spec = FileViewPods.proof("view", ID, template(), new V1OwnerReference().uid("u1"), layer)
                .getSpec();
        assertEquals(1, spec.getVolumes().size());
        assertEquals("File", spec.getVolumes().getFirst().getHostPath().getType());
        assertEquals(
                "/r/7/var/lib/d2k/" + ID,
                spec.getVolumes().getFirst().getHostPath().getPath());
        assertEquals(1, spec.getContainers().size());
        assertNull(spec.getInitContainers());
        assertEquals("d2k.invalid/none", spec.getContainers().getFirst().getImage());
        assertEquals("Never", spec.getContainers().getFirst().getImagePullPolicy());
        assertEquals(
                List.of("/proof"),
                spec.getContainers().getFirst().getVolumeMounts().stream()
                        .map(V1VolumeMount::getMountPath)
                        .toList());
        assertTrue(spec.getAffinity().toString().contains("n1"));
    }
}
