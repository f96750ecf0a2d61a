package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.volume.VolumeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RemovalTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    private List<String> volumes() {
        return f.cluster.volumes.list().stream()
                .map(VolumeRecord::name)
                .sorted()
                .toList();
    }

    @Test
    void aRunningContainerIsRemovedByForceAlone() throws Exception {
        String id = f.run("web", sleeper());
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot remove container \"/web\": container is running: stop the container before removing or force remove",
                () -> f.containers.remove("web", false, false));
        f.containers.remove("web", true, false);
        f.events.await("web", "destroy", 1);
        f.events.expect(id, "create", "start", "kill", "die", "destroy");
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: web", () -> f.containers.remove("web", false, false));
    }

    /** The cluster tells of its end a moment after its node knows. */
    @Test
    void whatHasEndedAMomentAgoIsRemoved() throws Exception {
        String id = f.run("brief", sleeper());
        FakePod pod = f.pod();
        f.cluster.nodes.refuseExecs(() -> {
            pod.end(0);
            throw EngineException.conflict("exec in pod p: the container is not running");
        });
        f.containers.remove("brief", false, false);
        f.events.await("brief", "destroy", 1);
        f.events.expect(id, "create", "start", "die", "destroy");
    }

    @Test
    void whatItsRestartPolicyBeginsAgainIsNotAskedFor() {
        f.run("web", sleeper().restart(RestartPolicy.Mode.ALWAYS, 0));
        f.cluster.nodes.refuseExecs(() -> {
            throw new AssertionError("asked");
        });
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot remove container \"/web\": container is running: stop the container before removing or force remove",
                () -> f.containers.remove("web", false, false));
    }

    @Test
    void aSignalThatHasNotEndedItIsNotTakenForWhatItsEndCameOf() throws Exception {
        String id = f.run("web", sleeper().restart(RestartPolicy.Mode.ALWAYS, 0));
        f.pod().onSignal(n -> {});
        f.containers.kill("web", "USR1");
        f.containers.remove("web", true, false);
        f.events.await("web", "destroy", 1);
        f.events.expect(id, "create", "start", "kill", "kill", "die", "destroy");
    }

    /** Who has waited for the removal may ask for it before the cluster has been tidied up. */
    @Test
    void aRemovalIsToldAtOnce() {
        String id = f.create("web", sleeper());
        List<Boolean> told = new ArrayList<>();
        f.cluster.credentials.whileTidying(() -> told.add(Bounded.call(() -> {
            f.events.await("web", "destroy", 1);
            return f.events.actions(id).contains("destroy");
        })));
        f.containers.remove("web", false, false);
        assertEquals(List.of(true), told);
    }

    @Test
    void theLifeOfAContainerIsToldInOrder() throws Exception {
        // as events-lifecycle.golden
        String id = f.run("life", sleeper());
        var pod = f.pod();
        pod.onSignal(n -> pod.end(3));
        Bounded.call(() -> f.containers.stop("life", "", java.util.Optional.empty()));
        Bounded.call(() -> f.containers.start("life"));
        f.containers.rename("life", "living");
        f.containers.remove("living", true, false);
        f.events.await("living", "destroy", 1);
        f.events.expect(id, "create", "start", "kill", "stop", "die", "start", "rename", "kill", "die", "destroy");
    }

    @Test
    void manyRemovalsAtOnceAreOne() throws Exception {
        String id = f.run("web", sleeper());
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Bounded.start(() -> {
                try {
                    f.containers.remove(id, true, false);
                    return true;
                } catch (EngineException e) {
                    return false;
                }
            }));
        }
        all.forEach(Bounded::get);
        f.create("web", sleeper());
        f.containers.remove("web", true, false);
        f.events.await("web", "destroy", 2);
        assertEquals(1, f.events.actions(id).stream().filter("destroy"::equals).count());
        assertEquals(1, f.events.actions(id).stream().filter("die"::equals).count());
    }

    @Test
    void anonymousVolumesGoWithTheirContainerWhenAsked() {
        f.create("one", sleeper().binds("/anon", "data:/data"));
        f.containers.remove("one", false, false);
        assertEquals(2, volumes().size());
        f.create("two", sleeper().binds("/anon", "data:/data"));
        assertEquals(3, volumes().size());
        f.containers.remove("two", false, true);
        assertEquals(2, volumes().size());
    }

    /** As the engine: what nobody named goes with the last that asks for it, whosever it was; what was named stays. */
    @Test
    void anonymousVolumesOfOthersGoWithTheLastThatAsks() {
        f.create("one", sleeper().binds("/anon", "data:/data"));
        f.create("two", sleeper().storage(from("one")));
        f.create("three", sleeper().storage(from("two")));
        f.containers.remove("two", false, true);
        f.containers.remove("one", false, true);
        assertEquals(2, volumes().size());
        f.containers.remove("three", false, true);
        assertEquals(List.of("data"), volumes());
    }

    @Test
    void aVolumeThatWasMountedByItsNameStays() {
        f.create("one", sleeper().binds("/anon"));
        f.create("two", sleeper().binds(volumes().getFirst() + ":/mine"));
        f.containers.remove("one", false, false);
        f.containers.remove("two", false, true);
        assertEquals(1, volumes().size());
    }

    private static StorageSpec from(String container) {
        return new StorageSpec(List.of(), List.of(), Map.of(), List.of(), List.of(container), "");
    }

    @Test
    void pruneRemovesWhatDoesNotRun() {
        String fresh = f.create("fresh", sleeper().binds("/anon"));
        String kept = f.create("kept", sleeper().label("keep", "yes"));
        f.run("up", sleeper());
        assertEquals(List.of(), f.containers.prune(new Filters(Map.of("until", List.of("10m")))));
        assertEquals(List.of(fresh), f.containers.prune(new Filters(Map.of("label!", List.of("keep")))));
        assertEquals(List.of(kept), f.containers.prune(Filters.NONE));
        assertEquals(List.of("up"), f.names(true));
        assertEquals(1, volumes().size(), "volumes stay");
        Fixture.refused(
                ErrorKind.INVALID,
                "invalid filter 'status'",
                () -> f.containers.prune(new Filters(Map.of("status", List.of("exited")))));
    }
}
