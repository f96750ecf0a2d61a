package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class UpdateTest {
    private static final long MIB = 1L << 20;
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static ResourceSpec limits(long memory, long swap, long nanoCpus, long quota) {
        return new ResourceSpec(memory, 0, swap, nanoCpus, 0, quota, 0, 0, 0, List.of());
    }

    private static ContainerUpdate update(ResourceSpec asked) {
        ContainerSpec alone = Specs.of("").resources(asked).spec();
        return new ContainerUpdate(Optional.empty(), alone, old -> with(old, asked, old.restart()));
    }

    private static ContainerUpdate update(Mode mode, int retries) {
        var policy = new RestartPolicy(mode, retries);
        return new ContainerUpdate(Optional.of(policy), Specs.of("").spec(), old -> with(old, old.resources(), policy));
    }

    private static ContainerSpec with(ContainerSpec s, ResourceSpec resources, RestartPolicy restart) {
        return new ContainerSpec(
                s.image(),
                s.process(),
                s.labels(),
                s.healthcheck(),
                s.networks(),
                s.storage(),
                resources,
                s.security(),
                s.logging(),
                restart,
                s.autoRemove(),
                s.otherSettings(),
                s.document());
    }

    @Test
    void limitsHoldFromTheNextStartAndARunningContainerIsWarnedOf() {
        String id = f.create("box", Specs.of("busybox").cmd("sleep", "9").resources(limits(64 * MIB, 0, 0, 0)));
        assertEquals(List.of(), f.containers.update("box", update(limits(96 * MIB, 0, 0, 0))));
        assertEquals(96 * MIB, f.cluster.containers.resized(id).orElseThrow().memoryLimit());
        assertEquals(
                96 * MIB, f.containers.inspect(id).record().spec().resources().memoryBytes());
        f.cluster.containers.program(FakePod::begin);
        assertTrue(f.containers.start(id));
        assertEquals(
                List.of("Kubernetes cannot change the limits of a running pod here."
                        + " The new limits hold from the next start of the container."),
                f.containers.update("box", update(limits(80 * MIB, 0, 0, 0))));
        f.cluster.containers.resizesPods(new ResizeOutcome.Pending("Node didn't have enough capacity: memory"));
        assertEquals(
                List.of("The node cannot change the limits of the running pod now: Node didn't have enough capacity:"
                        + " memory. The new limits hold from the next start of the container at the latest."),
                f.containers.update("box", update(limits(85 * MIB, 0, 0, 0))));
        f.cluster.containers.resizesPods(new ResizeOutcome.Taken());
        assertEquals(List.of(), f.containers.update("box", update(limits(90 * MIB, 0, 0, 0))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1048576 |0|0|0   |INVALID|Minimum memory limit allowed is 6MB",
                "209715200|0|0|0  |CONFLICT|Memory limit should be smaller than already set memoryswap limit, update the"
                        + " memoryswap at the same time",
                "0|0|0|1000       |CONFLICT|Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set",
            })
    void refusesInDockersWords(long memory, long swap, long nanoCpus, long quota, ErrorKind kind, String words) {
        String id =
                f.create("box", Specs.of("busybox").cmd("sleep", "9").resources(limits(64 * MIB, 0, 1_000_000_000, 0)));
        EngineException e = assertThrows(
                EngineException.class, () -> f.containers.update("box", update(limits(memory, swap, nanoCpus, quota))));
        assertEquals(kind, e.kind());
        String head = kind == ErrorKind.CONFLICT ? "Cannot update container " + id + ": " : "";
        assertEquals(head + words, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 3_000_000_000L})
    void nobodyGetsMoreThanTheMachinesHave(long nanoCpus) {
        f.cluster.info.nodes = List.of(new Node("n", "", "", "", "", "", 2, 0, true, Map.of(), ""));
        f.create("box", Specs.of("busybox").cmd("sleep", "9"));
        EngineException e = assertThrows(
                EngineException.class, () -> f.containers.update("box", update(limits(0, 0, nanoCpus, 0))));
        assertEquals("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", e.getMessage());
    }

    @Test
    void autoRemoveAndRestartsExcludeEachOther() {
        String id = f.create("box", Specs.of("busybox").cmd("true").rm());
        EngineException e = assertThrows(EngineException.class, () -> f.containers.update(id, update(Mode.ALWAYS, 0)));
        assertEquals(
                "Cannot update container " + id
                        + ": Restart policy cannot be updated because AutoRemove is enabled for the container",
                e.getMessage());
        assertEquals(List.of(), f.containers.update(id, update(Mode.NO, 0)));
    }

    @Test
    void alwaysStartsARunOnceContainerAgainUntilItIsNoMore() throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        String id = f.run("box", Specs.of("busybox").cmd("sleep", "9"));
        FakePod first = f.pod();
        f.containers.update(id, update(Mode.ALWAYS, 0));
        first.end(0);
        FakePod second = f.pod();
        assertEquals(1, second.restart());
        f.awaitStatus(id, "running");
        f.containers.update(id, update(Mode.NO, 0));
        second.end(5);
        f.awaitStatus(id, "exited");
        assertEquals(5, f.state(id).exitCode());
        assertEquals(0, f.cluster.containers.podsMade());
    }

    @Test
    void onFailureHoldsForADeploymentToo() throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        String id = f.run("web", Specs.of("busybox").restart(Mode.ALWAYS, 0));
        FakePod pod = f.pod();
        f.containers.update(id, update(Mode.ON_FAILURE, 3));
        pod.crashAndRestart(1);
        f.awaitStatus(id, "running");
        assertEquals(1, f.state(id).restartCount());
        pod.crashAndRestart(0);
        assertEquals(0, f.awaitRecorded(id, 1).exitCode());
        f.awaitStatus(id, "exited");
    }
}
