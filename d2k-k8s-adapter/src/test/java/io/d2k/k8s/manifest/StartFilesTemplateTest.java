package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartFilesTemplateTest {
    private static V1PodTemplateSpec template() {
        return new V1PodTemplateSpec()
                .spec(new V1PodSpec()
                        .containers(List.of(
                                new V1Container().name("main").image("busybox").args(List.of("cat", "$HOME")))));
    }

    private static V1Container main(V1PodTemplateSpec template) {
        return template.getSpec().getContainers().getFirst();
    }

    @Test
    void theProcessFollowsTheArchives() {
        V1PodTemplateSpec before = template();

        V1PodTemplateSpec after = StartFilesTemplate.apply(before, "box-files", List.of("cat", "$HOME"));

        List<String> command = main(after).getCommand();
        assertEquals(List.of("d2k-start", "cat", "$$HOME"), command.subList(3, command.size()));
        assertNull(main(after).getArgs());
        assertEquals("/.d2k", main(after).getVolumeMounts().getFirst().getMountPath());
        assertEquals(
                "box-files",
                after.getSpec().getVolumes().getFirst().getConfigMap().getName());
        assertEquals(template(), before);
        assertSame(after, StartFilesTemplate.apply(after, "box-files", List.of("cat", "$HOME")));
    }

    @Test
    void aNewPlanKeepsThem() {
        V1PodTemplateSpec with = StartFilesTemplate.apply(template(), "box-files", List.of("cat"));

        assertEquals(
                main(with).getCommand(),
                main(StartFilesTemplate.carryOver(with, template())).getCommand());
        V1PodTemplateSpec plain = template();
        assertSame(plain, StartFilesTemplate.carryOver(template(), plain));
    }
}
