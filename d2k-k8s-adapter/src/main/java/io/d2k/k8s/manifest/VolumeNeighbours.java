package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.service.Scheduling;
import io.kubernetes.client.openapi.models.V1Affinity;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1PodAffinity;
import io.kubernetes.client.openapi.models.V1PodAffinityTerm;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1WeightedPodAffinityTerm;
import java.util.List;
import java.util.Optional;

/**
 * Pods that go where others are with which they share a volume of one node. Containers of one engine share its volumes; but
 * a claim that is {@code ReadWriteOnce} is mounted on one node at a time, and the scheduler minds that for none but volumes
 * that lie on a node: a pod elsewhere would wait for the volume until the last pod that has it has gone. A preference, since
 * there is storage that other nodes can mount nevertheless, and a node may be full.
 */
final class VolumeNeighbours {
    private static final int MOST = 100;

    private VolumeNeighbours() {}

    /** Marks pods with the volumes that they mount, and makes them seek the node of others that mount them. */
    static void seek(V1PodTemplateSpec template, List<Mount> mounts) {
        mounts.stream()
                .flatMap(mount -> mount.ofOneNode().stream())
                .distinct()
                .map(volume -> Keys.VOLUME_PREFIX + Names.label(volume))
                .forEach(label -> seek(template, label));
    }

    private static void seek(V1PodTemplateSpec template, String label) {
        template.getMetadata().putLabelsItem(label, "");
        V1Affinity affinity =
                Optional.ofNullable(template.getSpec().getAffinity()).orElseGet(V1Affinity::new);
        V1PodAffinity pods = Optional.ofNullable(affinity.getPodAffinity()).orElseGet(V1PodAffinity::new);
        var others = new V1LabelSelector()
                .addMatchExpressionsItem(
                        new V1LabelSelectorRequirement().key(label).operator("Exists"));
        pods.addPreferredDuringSchedulingIgnoredDuringExecutionItem(new V1WeightedPodAffinityTerm()
                .weight(MOST)
                .podAffinityTerm(
                        new V1PodAffinityTerm().topologyKey(Scheduling.HOSTNAME).labelSelector(others)));
        template.getSpec().affinity(affinity.podAffinity(pods));
    }
}
