package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.Created;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.network.Membership;
import io.d2k.domain.system.PodSecurity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that want no network have none where that can be done, and whoever asks is told where it cannot. */
@Timeout(180)
class UnpluggingTest {
    private static final String POLICY =
            "Kubernetes pods always have a network. A NetworkPolicy cuts this one off where the cluster enforces them; ";

    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs alone(String workload) {
        Specs spec = workload.equals("deployment")
                ? Specs.of("web")
                : Specs.of("busybox").cmd("sleep", "100");
        return spec.network("none");
    }

    private List<String> warnings(Specs spec, String name) {
        return f.containers.create(spec.named(name)).warnings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void theInterfaceIsTakenAwayBeforeEachStart(String workload) throws Exception {
        f.cluster.containers.program(pod -> pod.reports("unplugged\n").begin());
        String id = f.create("one", alone(workload));
        assertTrue(f.cluster.containers.plan(id).unplugged());
        Bounded.call(() -> f.containers.start(id));
        assertTrue(f.cluster.containers.prepared(id).unplugged());
        f.pod().onSignal(n -> {});
        Bounded.call(() -> f.containers.stop(id, "", Optional.of(0)));
        f.awaitRecorded(id, 1);
        Bounded.call(() -> f.containers.start(id));
        assertTrue(f.cluster.containers.prepared(id).unplugged());
    }

    @Test
    void anImageIsWarnedOfUntilItHasShownThatItCan() {
        f.cluster.containers.program(pod -> pod.reports("unplugged\n").begin());
        Created first = f.containers.create(alone("job").named("one"));
        assertEquals(
                List.of(POLICY + "elsewhere only an image that has a shell and ip is cut off, by these."),
                first.warnings());
        Bounded.call(() -> f.containers.start(first.id()));
        assertEquals(List.of(), warnings(alone("job"), "two"));
    }

    @Test
    void anImageThatHasNoToolStartsWithItsNetwork() {
        f.cluster.containers.program(
                pod -> pod.reports("plugged its image has no ip\n").begin());
        String id = f.run("one", alone("job"));
        assertEquals("running", f.status(id));
        assertEquals(
                List.of(POLICY + "elsewhere it stays: busybox has no shell and ip."), warnings(alone("job"), "two"));
        assertFalse(f.cluster.containers.plan(f.create("three", alone("job"))).unplugged());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void anImageWithoutAShellStartsWithItsNetwork(String workload) {
        String id = f.create("one", alone(workload));
        f.cluster.containers.program(pod -> {
            if (f.cluster.containers.prepared(id).unplugged()) {
                pod.waits(ProcessState.UNPREPARED, "exec: /bin/sh: not found");
            } else {
                pod.begin();
            }
        });
        assertTrue(Bounded.call(() -> f.containers.start(id)));
        assertEquals("running", f.status(id));
        assertFalse(f.cluster.containers.plan(f.create("two", alone(workload))).unplugged());
    }

    @Test
    void wherePodsMayNotHaveThePrivilegeTheyStartWithTheirNetwork() {
        f.cluster.containers.refuseLaunches(atStart -> atStart.unplugged()
                ? Optional.of("violates PodSecurity \"baseline:latest\": non-default capabilities")
                : Optional.empty());
        String id = f.run("one", alone("job"));
        assertEquals("running", f.status(id));
        assertEquals(
                List.of(POLICY + "elsewhere it stays: the namespace refuses NET_ADMIN."),
                warnings(alone("job"), "two"));
    }

    @Test
    void whereNoContainerMayHaveMorePrivilegesThanUsualItIsNotTried() {
        f.down();
        f.cluster.privileged = false;
        f.up();
        String id = f.create("one", alone("job"));
        assertFalse(f.cluster.containers.plan(id).unplugged());
        Bounded.call(() -> f.containers.start(id));
        assertFalse(f.cluster.containers.prepared(id).unplugged());
        assertEquals(
                List.of(POLICY + "elsewhere it stays: D2K_ALLOW_PRIVILEGED keeps containers from NET_ADMIN."),
                warnings(alone("job"), "two"));
    }

    @Test
    void whereNoPodMayHaveCapabilitiesItIsNotTried() {
        f.down();
        f.cluster.podSecurity = Optional.of(PodSecurity.RESTRICTED);
        f.up();
        assertFalse(f.cluster.containers.plan(f.create("one", alone("job"))).unplugged());
        assertEquals(
                List.of(POLICY + "elsewhere it stays: D2K_POD_SECURITY keeps pods from NET_ADMIN."),
                warnings(alone("job"), "two"));
    }

    @Test
    void whatIsRefusedEitherWayIsNotBlamedOnThePrivilege() {
        f.cluster.containers.refuseLaunches(atStart -> Optional.of("exceeded quota: pods=1"));
        String id = f.create("one", alone("job"));
        Fixture.refused(
                ErrorKind.FORBIDDEN, "exceeded quota: pods=1", () -> Bounded.call(() -> f.containers.start(id)));
        assertEquals("created", f.status(id));
        assertTrue(f.cluster.containers.plan(f.create("two", alone("job"))).unplugged());
    }

    @Test
    void whatRunsWithoutAnInterfaceJoinsANetworkByItsNextStart() throws Exception {
        f.cluster.containers.program(pod -> pod.reports("unplugged\n").begin());
        String id = f.run("one", alone("job"));
        f.engine.networks().disconnect("none", "one", false);
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "container one was started without a network interface: stop it, connect it, and start it again",
                () -> f.engine.networks().connect("bridge", "one", Membership.PLAIN));
        f.pod().onSignal(n -> {});
        Bounded.call(() -> f.containers.stop(id, "", Optional.of(0)));
        f.awaitRecorded(id, 1);
        f.engine.networks().connect("bridge", "one", Membership.PLAIN);
        Bounded.call(() -> f.containers.start(id));
        assertFalse(f.cluster.containers.prepared(id).unplugged());
    }

    @Test
    void aContainerWithANetworkKeepsIt() {
        String id = f.run("one", Specs.of("busybox").cmd("sleep"));
        assertFalse(f.cluster.containers.plan(id).unplugged());
        assertFalse(f.cluster.containers.prepared(id).unplugged());
    }
}
