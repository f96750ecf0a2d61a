package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.port.in.Networks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers whose network is removed while they do not run. */
class LostNetworksTest extends LifecycleCase {
    private final Networks networks = f.engine.networks();

    private String network(String name) {
        return networks.create(
                        new NetworkRequest(name, "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"))
                .id();
    }

    private List<String> networksOf(String container) {
        return f.containers.inspect(container).networks().stream()
                .map(ContainerView.Endpoint::name)
                .toList();
    }

    /** Docker looks for it by its ID once a container has been on it, by its name before. */
    @ParameterizedTest
    @ValueSource(strings = {"deployment", "job"})
    void aFailedStartLeavesTheRunBeforeAsItWas(String workload) throws Exception {
        String lost = network("mesh");
        f.cluster.containers.program(p -> p.begin().end(5));
        String id = f.run("box", kind(workload).network("mesh"));
        f.awaitRecorded(id, 1);
        networks.remove("mesh");
        network("mesh");
        ContainerState before = f.state(id);
        for (int tries = 0; tries < 2; tries++) {
            Fixture.refused(ErrorKind.NOT_FOUND, "network " + lost + " not found", () -> f.containers.start(id));
            ContainerState after = f.state(id);
            assertEquals("exited", after.status().word());
            assertEquals(5, after.exitCode());
            assertEquals("network " + lost + " not found", after.error());
            assertEquals(before.startedAt(), after.startedAt());
            assertEquals(before.finishedAt(), after.finishedAt());
        }
        networks.connect("mesh", "box", Membership.PLAIN);
        assertEquals(List.of("mesh"), networksOf("box"));
        assertTrue(Bounded.call(() -> f.containers.start(id)));
    }

    @Test
    void aSuccessBeforeAFailedStartIsNoSuccess() throws Exception {
        String lost = network("mesh");
        f.cluster.containers.program(p -> p.begin().end(0));
        String id = f.run("box", sleeper().network("mesh"));
        f.awaitRecorded(id, 1);
        networks.remove("mesh");
        Fixture.refused(ErrorKind.NOT_FOUND, "network " + lost + " not found", () -> f.containers.start(id));
        assertEquals("exited", f.status(id));
        assertEquals(128, f.state(id).exitCode());
    }

    @Test
    void whatHasNeverStartedTakesTheNetworkOfThatName() {
        network("mesh");
        String id = f.create("box", sleeper().network("mesh"));
        networks.remove("mesh");
        Fixture.refused(ErrorKind.NOT_FOUND, "network mesh not found", () -> f.containers.start(id));
        assertEquals("created", f.status(id));
        network("mesh");
        assertTrue(Bounded.call(() -> f.containers.start(id)));
        assertEquals(List.of("mesh"), networksOf("box"));
    }

    @Test
    void whatDoesNotRunLeavesANetworkThatHasGone() {
        network("mesh");
        String id = f.create("box", sleeper().network("mesh"));
        networks.remove("mesh");
        networks.disconnect("mesh", "box", false);
        assertEquals(List.of(), networksOf("box"));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "container " + id + " is not connected to the network mesh",
                () -> networks.disconnect("mesh", "box", false));
        networks.connect("bridge", "box", Membership.PLAIN);
        assertTrue(Bounded.call(() -> f.containers.start(id)));
        Fixture.refused(ErrorKind.NOT_FOUND, "network mesh not found", () -> networks.disconnect("mesh", "box", false));
    }

    @Test
    void whatDoesNotRunIsToldOfAMissingNetworkByItsStart() {
        f.create("box", sleeper());
        networks.connect("later", "box", Membership.aliased("db"));
        assertEquals(List.of("bridge", "later"), networksOf("box"));
        Fixture.refused(ErrorKind.NOT_FOUND, "network later not found", () -> f.containers.start("box"));
        network("later");
        assertTrue(Bounded.call(() -> f.containers.start("box")));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "network never not found",
                () -> networks.connect("never", "box", Membership.PLAIN));
    }
}
