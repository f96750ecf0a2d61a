package io.d2k.k8s.manifest;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.k8s.client.ObjectCopy;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pods that mount what a container mounts and only wait, so that its files can be read. */
public final class FileViewPods {
    /** Nobody copies for longer; whatever becomes of d2k, the pod ends then. */
    private static final long LONGEST_SECONDS = 1800;

    private static final List<String> WAIT = List.of("/bin/sh", "-c", "exec sleep " + LONGEST_SECONDS);

    private FileViewPods() {}

    /**
     * Returns the pod.
     *
     * @param template what the container's own pods are made from
     * @param owner the container's record
     * @param content what it shows besides what is mounted
     * @param fills mounts that are filled first
     * @param restricted whether the namespace lets nobody be root: who looks is the container's user then, and fills nothing
     */
    public static V1Pod of(
            String name,
            String id,
            V1PodTemplateSpec template,
            V1OwnerReference owner,
            Content content,
            List<Mount> fills,
            boolean restricted) {
        List<String> command =
                content instanceof Content.Left left ? KeptLayerTemplate.command(id, left.layer(), WAIT) : WAIT;
        V1PodSpec spec =
                waiting(StartFilesTemplate.insteadOf(template, command, content instanceof Content.Fresh), restricted);
        switch (content) {
            case Content.Left left -> KeptLayerTemplate.mount(spec, id, left.layer());
            case Content.Layer beside -> KeptLayerTemplate.show(spec, beside.layer());
            case Content.Fresh f -> spec.getContainers().getFirst().setWorkingDir(made(template));
            case Content.Foreign f -> {}
        }
        List<V1Container> filling = restricted ? List.of() : FillContainer.of(spec, fills);
        spec.setInitContainers(filling.isEmpty() ? null : filling);
        return pod(name, id, owner, spec);
    }

    /**
     * Returns a pod that its node makes ready only where a layer is the container's, and that never runs.
     *
     * @param template what the container's own pods are made from
     * @param owner the container's record
     */
    public static V1Pod proof(
            String name, String id, V1PodTemplateSpec template, V1OwnerReference owner, KeptLayer layer) {
        V1PodSpec spec = waiting(StartFilesTemplate.insteadOf(template, WAIT, false), false);
        KeptLayerTemplate.prove(spec, id, layer);
        return pod(name, id, owner, spec);
    }

    /**
     * Returns the directory that the container begins in, which its runtime makes where the image has none, as Docker does when
     * a container is created: it can be copied into. One in a mount is none of the image's, and root may not be let into it.
     */
    private static String made(V1PodTemplateSpec template) {
        V1Container main = template.getSpec().getContainers().getFirst();
        String directory = main.getWorkingDir();
        boolean mounted = directory != null
                && main.getVolumeMounts() != null
                && main.getVolumeMounts().stream()
                        .anyMatch(m -> ContainerPath.within(ContainerPath.clean(directory), m.getMountPath()));
        return mounted ? null : directory;
    }

    /** Returns a copy without what the container's own process needs. */
    private static V1PodSpec waiting(V1PodTemplateSpec template, boolean restricted) {
        V1PodSpec spec = ObjectCopy.of(template, V1PodTemplateSpec.class).getSpec();
        V1Container main = spec.getContainers().getFirst();
        // as root, since docker cp reads what is not the user's; without a need for what the process would use
        main.securityContext(restricted ? main.getSecurityContext() : SecurityContexts.ofLooker())
                .workingDir(null)
                .ports(null)
                .readinessProbe(null)
                .startupProbe(null)
                .stdin(null)
                .stdinOnce(null)
                .tty(null)
                .resources(plain(main.getResources()));
        spec.restartPolicy("Never")
                .activeDeadlineSeconds(LONGEST_SECONDS)
                .terminationGracePeriodSeconds(1L)
                .shareProcessNamespace(null)
                .securityContext(null);
        if (restricted) {
            RestrictedPods.restrict(spec);
        }
        return spec;
    }

    private static V1Pod pod(String name, String id, V1OwnerReference owner, V1PodSpec spec) {
        var metadata = new V1ObjectMeta()
                .name(name)
                .labels(new TreeMap<>(
                        Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_FILE_VIEW, Keys.ID, Keys.idLabel(id))))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id)))
                .addOwnerReferencesItem(owner);
        return new V1Pod().apiVersion("v1").kind("Pod").metadata(metadata).spec(spec);
    }

    /** Returns what a quota may ask for, without GPUs and the like. */
    private static V1ResourceRequirements plain(V1ResourceRequirements resources) {
        return resources == null
                ? null
                : new V1ResourceRequirements()
                        .limits(plain(resources.getLimits()))
                        .requests(plain(resources.getRequests()));
    }

    private static Map<String, Quantity> plain(Map<String, Quantity> quantities) {
        return quantities == null
                ? null
                : quantities.entrySet().stream()
                        .filter(e -> !e.getKey().contains("/"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
