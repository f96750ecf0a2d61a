package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.system.PodSecurity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New volumes take over what the image has. */
@Timeout(180)
class VolumeFillingTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs kind(String workload) {
        return workload.equals("deployment")
                ? Specs.of("web")
                : Specs.of("busybox").cmd("sleep", "100");
    }

    private static Mount data(String target) {
        return new Mount.Claim("data", "data", true, target, false, "");
    }

    private boolean filled() {
        return f.cluster.volumes.find("data").orElseThrow().filled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void aVolumeIsFilledByTheFirstStartAndNeverAgain(String workload) throws Exception {
        f.cluster.containers.program(pod -> pod.reports("has data\n").begin());
        String id = f.create("one", kind(workload).binds("data:/d:ro", "data:/e"));
        assertEquals(
                List.of(data("/d"), data("/e")), f.cluster.containers.plan(id).fills(), "read-only or not");
        Bounded.call(() -> f.containers.start(id));
        assertEquals(List.of(data("/d"), data("/e")), f.cluster.containers.filled(id));
        assertTrue(filled());
        f.pod().onSignal(n -> {});
        Bounded.call(() -> f.containers.stop(id, "", Optional.of(0)));
        f.awaitRecorded(id, 1);
        Bounded.call(() -> f.containers.start(id));
        assertEquals(List.of(), f.cluster.containers.filled(id));
        String other = f.create("other", kind(workload).binds("data:/d"));
        assertEquals(List.of(), f.cluster.containers.plan(other).fills());
    }

    @Test
    void aVolumeThatStaysEmptyIsFilledByTheNextContainerButNotByTheNextStart() throws Exception {
        String id = f.run("one", kind("job").binds("data:/nothing"));
        f.pod().end(0);
        f.awaitRecorded(id, 1);
        Bounded.call(() -> f.containers.start(id));
        assertEquals(List.of(), f.cluster.containers.filled(id), "its process has run: the volume is its own business");
        String other = f.create("other", kind("job").binds("data:/d"));
        assertEquals(List.of(data("/d")), f.cluster.containers.plan(other).fills());
    }

    @Test
    void nothingIsFilledWhereNoPodRunsAsRoot() {
        f.down();
        f.cluster.podSecurity = Optional.of(PodSecurity.RESTRICTED);
        f.up();
        String id = f.create("one", kind("job").binds("data:/d"));
        assertEquals(List.of(), f.cluster.containers.plan(id).fills());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(List.of(), f.cluster.containers.filled(id));
    }

    @Test
    void whatIsAskedNotToBeCopiedIsNot() {
        String id = f.create("one", kind("job").binds("data:/d:nocopy", "/host:/h"));
        assertEquals(List.of(), f.cluster.containers.plan(id).fills());
    }

    /** What a container sees there is the kernel's, not the image's, and cp fails on it. */
    @ParameterizedTest
    @ValueSource(strings = {"/sys/fs/cgroup", "data:/sys/fs/cgroup/", "/proc/x", "data:/dev/../dev"})
    void noImageHasAnythingWhereTheKernelsFilesAre(String bind) {
        String id = f.create("one", kind("job").binds(bind));
        assertEquals(List.of(), f.cluster.containers.plan(id).fills());
    }

    @Test
    void anonymousVolumesAreFilled() {
        String id = f.create("one", kind("job").binds("/d"));
        List<Mount> fills = f.cluster.containers.plan(id).fills();
        assertEquals(List.of("/d"), fills.stream().map(Mount::target).toList());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(fills, f.cluster.containers.filled(id));
    }

    @Test
    void aVolumeThatWasFilledMeanwhileIsLeftAlone() {
        String id = f.create("one", kind("job").binds("data:/d"));
        f.cluster.volumes.markFilled(f.cluster.volumes.find("data").orElseThrow());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(List.of(), f.cluster.containers.filled(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void anImageWithoutAShellStartsWithAnEmptyVolume(String workload) {
        String id = f.create("one", kind(workload).binds("data:/d"));
        f.cluster.containers.program(pod -> {
            if (f.cluster.containers.filled(id).isEmpty()) {
                pod.begin();
            } else {
                pod.waits(ProcessState.UNPREPARED, "exec: /bin/sh: not found");
            }
        });
        assertTrue(Bounded.call(() -> f.containers.start(id)));
        assertEquals("running", f.status(id));
        assertEquals(List.of(), f.cluster.containers.filled(id));
        var next = f.containers.create(kind(workload).binds("data:/d").named("next"));
        assertTrue(
                next.warnings().toString().contains("stay empty"),
                next.warnings().toString());
        assertEquals(List.of(), f.cluster.containers.plan(next.id()).fills());
    }

    @Test
    void whereNothingMayRunAsRootWhatIsToBeFilledStaysEmpty() {
        f.cluster.containers.refuseLaunches(atStart -> atStart.fills().isEmpty()
                ? Optional.empty()
                : Optional.of("violates PodSecurity \"restricted:latest\": runAsUser=0"));
        String id = f.run("one", kind("job").binds("data:/d"));
        assertEquals("running", f.status(id));
        assertEquals(List.of(), f.cluster.containers.filled(id));
        var next = f.containers.create(kind("job").binds("data:/d").named("next"));
        assertEquals(
                List.of(
                        "The new volumes of the container stay empty: the namespace lets no pod run as root, as which d2k would"
                                + " fill them with the content of busybox."),
                next.warnings());
        assertEquals(List.of(), f.cluster.containers.plan(next.id()).fills());
    }

    @Test
    void whatIsRefusedEitherWayIsNotBlamedOnTheFilling() {
        f.cluster.containers.refuseLaunches(atStart -> Optional.of("exceeded quota: pods=1"));
        f.create("one", kind("job").binds("data:/d"));
        Fixture.refused(
                ErrorKind.FORBIDDEN, "exceeded quota: pods=1", () -> Bounded.call(() -> f.containers.start("one")));
        String next = f.create("next", kind("job").binds("data:/d"));
        assertEquals(List.of(data("/d")), f.cluster.containers.plan(next).fills());
    }

    @ParameterizedTest
    @CsvSource({
        "true, runAsUser=0 (container \"d2k-fill\" must not set runAsUser=0), true",
        "true, exceeded quota: pods=1, false",
        "false, runAsUser=0 (container \"d2k-fill\" must not set runAsUser=0), false",
        "true, '', false",
    })
    void onlyWhatSpeaksOfTheFillingIsBlamedOnIt(boolean filling, String problem, boolean refused) {
        assertEquals(
                refused,
                VolumeFilling.refused(new Workload(WorkloadType.DEPLOYMENT, 1, 1, 1, false, filling, 0, problem)));
    }

    @Test
    void anImageWithoutCpStartsAndIsRemembered() {
        f.cluster.containers.program(pod -> pod.reports("lacks cp\n").begin());
        String id = f.run("one", kind("job").binds("data:/d"));
        assertEquals("running", f.status(id));
        assertEquals(
                List.of(),
                f.cluster
                        .containers
                        .plan(f.create("next", kind("job").binds("data:/d")))
                        .fills());
    }

    @Test
    void aCopyThatFailsFailsTheStart() {
        f.cluster.containers.program(
                pod -> pod.waits(ProcessState.FILL_FAILED, "volume data: cp: /.d2k/data/f: No space left on device"));
        String id = f.create("one", kind("job").binds("data:/d"));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "failed to fill a new volume from the image (nocopy leaves it empty): volume data: cp: /.d2k/data/f: No"
                        + " space left on device",
                () -> Bounded.call(() -> f.containers.start(id)));
        assertEquals("created", f.status(id));
    }
}
