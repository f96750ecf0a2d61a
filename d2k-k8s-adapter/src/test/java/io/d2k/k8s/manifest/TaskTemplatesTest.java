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
        TaskPlan plan = ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1, new Mount.Scratch("/scratch"));

        var spec = TaskTemplates.of("s1", plan).getSpec();

        assertEquals(
                List.of("/scratch", "/run/secrets/key"),
                spec.getContainers().getFirst().getVolumeMounts().stream()
                        .map(V1VolumeMount::getMountPath)
                        .toList());
        assertEquals(
                2, spec.getVolumes().stream().map(V1Volume::getName).distinct().count());
    }
}
