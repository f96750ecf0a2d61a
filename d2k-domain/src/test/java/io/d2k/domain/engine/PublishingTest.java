package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Ids;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePorts;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports and names come and go with the processes. */
@Timeout(180)
class PublishingTest {
    private static final Port WEB = new Port(80, Protocol.TCP);
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs web() {
        return Specs.of("web").expose(80).publish("", "8080", 80);
    }

    private Map<Port, List<PortBinding>> published(String ref) {
        return f.containers.inspect(ref).published();
    }

    @Test
    void portsArePublishedWhileTheContainerRuns() throws Exception {
        String id = f.create("site", web());
        assertEquals(Map.of(), published(id));
        Bounded.call(() -> f.containers.start(id));
        assertEquals(Map.of(WEB, List.of(new PortBinding(FakePorts.ADDRESS, "8080"))), published(id));
        f.pod().onSignal(n -> {});
        Bounded.call(() -> f.containers.stop(id, "", Optional.of(0)));
        f.cluster.ports.await(0);
        Bounded.call(() -> f.containers.start(id));
        f.cluster.ports.await(1);
        f.containers.remove(id, true, false);
        f.cluster.ports.await(0);
    }

    private void network(String name, boolean internal) {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        name, "", "", internal, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
    }

    /** As with libnetwork, which has nothing to publish at there. */
    @Test
    void aContainerOnInternalNetworksAlonePublishesNothingUntilItJoinsAnother() throws Exception {
        network("back", true);
        network("front", false);
        String id = f.create("site", web().expose(81).network("back"));
        String other = f.create("other", web());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(Map.of(), published(id));
        f.engine.networks().connect("front", id, Membership.PLAIN);
        assertEquals(
                Map.of(WEB, List.of(new PortBinding(FakePorts.ADDRESS, "8080")), new Port(81, Protocol.TCP), List.of()),
                published(id));
        f.engine.networks().disconnect("front", id, false);
        assertEquals(Map.of(), published(id));
        f.cluster.ports.await(0);
        Bounded.call(() -> f.containers.start(other));
        EngineException taken =
                assertThrows(EngineException.class, () -> f.engine.networks().connect("front", id, Membership.PLAIN));
        assertTrue(taken.getMessage().endsWith("Bind for 0.0.0.0:8080 failed: port is already allocated"));
        assertEquals(
                List.of("back"),
                f.containers.inspect(id).networks().stream().map(n -> n.name()).toList());
    }

    @Test
    void whatAnEarlierD2kPublishedThereIsTakenBack() throws Exception {
        network("back", true);
        network("front", false);
        String id = f.create("site", web().network("back"));
        Bounded.call(() -> f.containers.start(id));
        f.engine.networks().connect("front", id, Membership.PLAIN);
        var earlier = f.cluster.ports.list().getFirst();
        f.engine.networks().disconnect("front", id, false);
        f.cluster.ports.await(0);
        f.down();
        f.cluster.ports.publish(f.cluster.containers.find(id).orElseThrow().record(), earlier.publication());
        f.up();
        f.cluster.ports.await(0);
    }

    @Test
    void whatWantsNoNetworkTellsOfNoPorts() throws Exception {
        String id = f.create("site", web().network("none"));
        Bounded.call(() -> f.containers.start(id));
        assertEquals(Map.of(), published(id));
        f.cluster.ports.await(0);
    }

    @Test
    void aSecondStartWaitsForTheFirst() throws Exception {
        f.cluster.ports.late();
        String id = f.create("site", web());
        FutureTask<Boolean> first = Bounded.start(() -> f.containers.start(id));
        f.awaitStatus(id, "running");
        FutureTask<List<String>> second = Bounded.start(() -> {
            assertFalse(f.containers.start(id));
            return f.cluster.ports.list().getFirst().addresses();
        });
        assertThrows(TimeoutException.class, () -> second.get(100, TimeUnit.MILLISECONDS));
        f.cluster.ports.assign();
        assertEquals(List.of(FakePorts.ADDRESS), Bounded.get(second));
        assertTrue(Bounded.get(first));
    }

    @Test
    void aTakenPortFailsTheStartInDockersWords() throws Exception {
        String first = f.run("first", web());
        String second = f.create("second", web());
        String network = f.cluster
                .containers
                .find(second)
                .orElseThrow()
                .record()
                .networks()
                .getFirst()
                .networkId();
        Fixture.refused(
                ErrorKind.INTERNAL,
                "driver failed programming external connectivity on endpoint second (" + Ids.derived(second + network)
                        + "): Bind for 0.0.0.0:8080 failed: port is already allocated",
                () -> f.containers.start(second));
        assertEquals("created", f.status(second));
        assertEquals(128, f.state(second).exitCode());
        assertTrue(f.cluster.ports.list().stream().allMatch(s -> s.containerId().equals(first)));
        f.containers.remove(first, true, false);
        Bounded.call(() -> f.containers.start(second));
    }

    @Test
    void whatEndedWhileNobodyLookedIsTakenBack() throws Exception {
        String id = f.run("site", web());
        f.down();
        f.cluster.containers.remove(f.cluster.containers.find(id).orElseThrow().record());
        f.cluster.ports.await(1);
        f.up();
        f.cluster.ports.await(0);
    }

    @Test
    void containersOnANetworkFindEachOther() throws Exception {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        "mesh", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        var endpoint = NetworkSpec.Endpoint.named(List.of("www"));
        String site = f.run("site", Specs.of("web").network("mesh").endpoint("mesh", endpoint));
        Set<String> names = Set.of("site", "www", Ids.brief(site));
        f.cluster.names.await("site", names);
        String box = f.run("box", Specs.of("busybox").cmd("sleep", "9"));
        f.engine.networks().connect("mesh", box, Membership.PLAIN);
        f.cluster.names.await("box", Set.of("site", "www", Ids.brief(site), "box", Ids.brief(box)));
        f.containers.remove(site, true, false);
        f.cluster.names.await("box", Set.of("box", Ids.brief(box)));
    }

    @Test
    void namesThatNoDnsServesAreWrittenIntoRunningContainers() throws Exception {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        "mesh", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        String box = f.run("box", Specs.of("busybox").cmd("sleep", "9").network("mesh"));
        String db = f.run("my_db", Specs.of("busybox").cmd("sleep", "9").network("mesh"));

        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 2; i++) { // each of the two learns the name
            FakeSession write = f.cluster.nodes.nextExec();
            asked.add(write.command().getLast().replaceFirst("^\\S+", "IP"));
            write.exit(0);
        }
        assertEquals(Set.of("IP\tmy_db # d2k\n"), asked);
        f.containers.remove(db, true, false);
        FakeSession write = f.cluster.nodes.nextExec();
        assertEquals("", write.command().getLast());
        write.exit(0);
        assertEquals("running", f.status(box));
    }

    @Test
    void whereNobodyWritesTheNamesItIsTriedAgainAFewTimes() throws Exception {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        "mesh", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        f.run("my_db", Specs.of("busybox").cmd("sleep", "9").network("mesh"));
        FakeSession lost = f.cluster.nodes.nextExec();
        lost.close();

        FakeSession again = f.cluster.nodes.nextExec();
        assertEquals(lost.command(), again.command());
        again.exit(0);
    }
}
