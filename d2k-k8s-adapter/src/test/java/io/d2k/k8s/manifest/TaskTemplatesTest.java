package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.store.ServiceSamples;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTemplatesTest {
    @Test
    void filesStandBesideMounts() {
        TaskPlan plan = ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1, new Mount.Scratch("/scratch", false));

        var spec = TaskTemplates.of("s1", plan).getSpec();

        assertEquals(
                List.of("/scratch", "/run/secrets/key", "/etc/ini", "/etc/filled"),
                spec.getContainers().getFirst().getVolumeMounts().stream()
                        .map(V1VolumeMount::getMountPath)
                        .toList());
        assertEquals(
                5, spec.getVolumes().stream().map(V1Volume::getName).distinct().count());
    }

    @Test
    void filesOfOthersThanRootAreCopiedAndGivenAway() {
        var spec = TaskTemplates.of("s1", ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1))
                .getSpec();

        var copies = spec.getInitContainers();
        assertEquals(1, copies.size());
        List<String> command = copies.getFirst().getCommand();
        assertEquals(List.of("f1", "33:44", "440"), command.subList(command.size() - 3, command.size()));
        var mounts = spec.getContainers().getFirst().getVolumeMounts();
        assertEquals(
                "f0 file", mounts.getFirst().getName() + " " + mounts.getFirst().getSubPath());
        assertEquals("owned f1", mounts.get(1).getName() + " " + mounts.get(1).getSubPath());
    }

    @Test
    void contentOfAFileThatWasFilledInIsInThePod() {
        var template = TaskTemplates.of("s1", ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1));

        assertEquals("filled in\n", template.getMetadata().getAnnotations().get("d2k.io/file-f2"));
        var volume = template.getSpec().getVolumes().stream()
                .filter(v -> v.getName().equals("f2"))
                .findFirst()
                .orElseThrow();
        var item = volume.getDownwardAPI().getItems().getFirst();
        assertEquals(
                "metadata.annotations['d2k.io/file-f2']", item.getFieldRef().getFieldPath());
        assertEquals(0444, item.getMode());
    }

    @Test
    void ownVolumesOfTasksAreFilledUnderNamesThatNoVolumeHas() {
        Mount scratch = new Mount.Scratch("/scratch", true);
        var spec = TaskTemplates.of("s1", ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1, scratch))
                .getSpec();

        var fill = FillContainer.of(spec, List.of(scratch)).getFirst();

        assertEquals(
                true,
                spec.getContainers().getFirst().getVolumeMounts().getFirst().getReadOnly());
        assertEquals(
                "/.d2k/.v0 v0",
                fill.getVolumeMounts().getFirst().getMountPath() + " "
                        + fill.getVolumeMounts().getFirst().getName());
        List<String> command = fill.getCommand();
        assertEquals(List.of(".v0", "/scratch"), command.subList(command.size() - 2, command.size()));
    }

    @Test
    void tasksLeaveANodeThatFallsSilentUnlessTheyBelongToIt() {
        assertEquals(
                List.of(
                        "node.kubernetes.io/not-ready Exists NoExecute 10",
                        "node.kubernetes.io/unreachable Exists NoExecute 10"),
                tolerations(WorkloadType.DEPLOYMENT));
        assertEquals(List.of(), tolerations(WorkloadType.DAEMON_SET));
    }

    private static List<String> tolerations(WorkloadType type) {
        return TaskTemplates.of("s1", ServiceSamples.plan(type, false, 1)).getSpec().getTolerations().stream()
                .map(t -> String.join(
                        " ",
                        t.getKey(),
                        t.getOperator(),
                        t.getEffect(),
                        t.getTolerationSeconds().toString()))
                .toList();
    }

    private static List<String> nodesWanted(WorkloadType type) {
        return TaskTemplates.of("s1", ServiceSamples.plan(type, false, 1))
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .getFirst()
                .getMatchExpressions()
                .stream()
                .map(e -> e.getKey() + " " + e.getOperator() + " " + e.getValues())
                .toList();
    }

    @Test
    void drainedNodeHasNoTasksOfGlobalServices() {
        assertEquals(List.of("zone NotIn [b]"), nodesWanted(WorkloadType.DEPLOYMENT));
        assertEquals(
                List.of("zone NotIn [b]", "d2k.io/availability NotIn [drain]"), nodesWanted(WorkloadType.DAEMON_SET));
    }
}
