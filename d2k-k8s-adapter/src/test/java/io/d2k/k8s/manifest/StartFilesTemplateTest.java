package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.d2k.domain.container.Entry;
import io.kubernetes.client.openapi.models.V1ConfigMapVolumeSource;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

        V1PodTemplateSpec after = StartFilesTemplate.apply(before, List.of("box-files"), List.of("cat", "$HOME"));

        List<String> command = main(after).getCommand();
        assertEquals(List.of("d2k-start", "cat", "$$HOME"), command.subList(3, command.size()));
        assertNull(main(after).getArgs());
        assertEquals("/.d2k", main(after).getVolumeMounts().getFirst().getMountPath());
        assertEquals(List.of("box-files"), sources(after));
        assertEquals(template(), before);
        assertSame(after, StartFilesTemplate.apply(after, List.of("box-files"), List.of("cat", "$HOME")));
    }

    @Test
    void moreMapsJoinThoseThatAreThere() {
        V1PodTemplateSpec one = StartFilesTemplate.apply(template(), List.of("box-files"), List.of("cat"));

        V1PodTemplateSpec two =
                StartFilesTemplate.apply(one, List.of("box-files-1-0", "box-files-1-1"), List.of("cat"));

        assertEquals(List.of("box-files", "box-files-1-0", "box-files-1-1"), sources(two));
        assertEquals(main(one), main(two), "mounted and started as before");
        assertEquals(List.of("box-files"), sources(one), "what caches hold stays as it is");
    }

    /** A record of an earlier d2k has the one map as its volume, and a script that knows no chunks. */
    @Test
    void aMapThatWasMountedAloneJoinsThem() {
        V1PodTemplateSpec old = template();
        old.getSpec()
                .addVolumesItem(new V1Volume()
                        .name("d2k-start-files")
                        .configMap(new V1ConfigMapVolumeSource().name("box-files")));

        V1PodTemplateSpec after = StartFilesTemplate.apply(old, List.of("box-files-1-0"), List.of("cat"));

        assertEquals(List.of("box-files", "box-files-1-0"), sources(after));
        assertEquals("d2k-start", main(after).getCommand().get(3));
    }

    private static List<String> sources(V1PodTemplateSpec template) {
        return template.getSpec().getVolumes().getFirst().getProjected().getSources().stream()
                .map(source -> source.getConfigMap().getName())
                .toList();
    }

    @Test
    void aNewPlanKeepsThem() {
        V1PodTemplateSpec with = StartFilesTemplate.apply(template(), List.of("box-files"), List.of("cat"));

        assertEquals(
                main(with).getCommand(),
                main(StartFilesTemplate.carryOver(with, template())).getCommand());
        V1PodTemplateSpec plain = template();
        assertSame(plain, StartFilesTemplate.carryOver(template(), plain));
    }

    @Test
    void aProcessThatBeginsBySomethingElseFindsTheFiles() {
        V1PodTemplateSpec with = StartFilesTemplate.apply(template(), List.of("box-files"), List.of("cat"));
        var pod = new V1Pod().metadata(new V1ObjectMeta()).spec(with.getSpec());
        List<String> command = ContainerObjects.entered(pod, new Entry(List.of("/gate", "$(X)", "cat"), true))
                .getSpec()
                .getContainers()
                .getFirst()
                .getCommand();
        assertEquals(main(with).getCommand().subList(0, 4), command.subList(0, 4));
        assertEquals(List.of("/gate", "$$(X)", "cat"), command.subList(4, command.size()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProcessThatIsHeldBackHasInputUntilWhoeverFedItHasLeftButATerminalHasIt(boolean tty) {
        V1PodTemplateSpec template = template();
        main(template).tty(tty);
        var pod = new V1Pod().metadata(new V1ObjectMeta()).spec(template.getSpec());
        V1Container held = ContainerObjects.entered(pod, new Entry(List.of("/gate"), true))
                .getSpec()
                .getContainers()
                .getFirst();
        assertEquals(true, held.getStdin());
        assertEquals(!tty, Boolean.TRUE.equals(held.getStdinOnce()));
    }
}
