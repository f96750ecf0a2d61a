package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks, and what is on them. */
@Timeout(180)
class NetworksTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs box() {
        return Specs.of("busybox").cmd("sleep", "9");
    }

    private static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    private String network(String name, Map<String, String> labels) {
        return f.engine.networks().create(request(name, "", labels)).id();
    }

    private static NetworkRequest request(String name, String driver, Map<String, String> labels) {
        return new NetworkRequest(name, driver, "", false, false, false, labels, Map.of(), IpamSpec.NONE, "{}");
    }

    private Map<String, String> endpoints(String ref) {
        return f.containers.inspect(ref).networks().stream()
                .collect(Collectors.toMap(
                        ContainerView.Endpoint::name,
                        n -> n.networkId() + " "
                                + n.dnsNames().map(List::getFirst).orElse("-")));
    }

    /** As an engine, which looks them up then. */
    @Test
    void networksAreKnownFromTheFirstStartOn() throws Exception {
        String front = network("front", Map.of());
        String back = network("back", Map.of());
        String id = f.create("box", box().network("front"));
        assertEquals(Map.of("front", " -"), endpoints(id));
        f.engine.networks().connect("back", id, Membership.PLAIN);
        assertEquals(Map.of("front", " -", "back", " box"), endpoints(id));
        Bounded.call(() -> f.containers.start(id));
        Map<String, String> known = Map.of("front", front + " box", "back", back + " box");
        assertEquals(known, endpoints(id));
        f.containers.kill(id, "");
        f.awaitStatus(id, "exited");
        assertEquals(known, endpoints(id));
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.0/16, 10.77.1.0/24, false, true",
        "10.77.1.0/24, 10.77.0.0/16, false, true",
        "10.77.1.0/24, 10.77.2.0/24, false, false",
        "fd00:1::/64, fd00:1::/80, true, true",
        "fd00:1::/64, fd00:1::/80, false, false",
    })
    void blocksOfAddressesBelongToOneNetwork(String one, String other, boolean ipv6, boolean overlaps) {
        f.engine.networks().create(request("one", one, ipv6));
        NetworkRequest asked = request("other", other, ipv6);
        if (overlaps) {
            Fixture.refused(
                    ErrorKind.FORBIDDEN,
                    "Pool overlaps with other one on this address space",
                    () -> f.engine.networks().create(asked));
            f.engine.networks().remove("one");
        }
        f.engine.networks().create(asked);
    }

    private static NetworkRequest request(String name, String subnet, boolean ipv6) {
        return new NetworkRequest(
                name,
                "",
                "",
                false,
                false,
                false,
                Map.of(),
                Map.of(),
                new IpamSpec("", ipv6, List.of(new IpamSpec.Pool(subnet, "", "", Map.of()))),
                "{}");
    }

    private List<String> networks(Filters filters) {
        return f.engine.networks().list(filters).stream()
                .map(NetworkView::record)
                .map(n -> n.name())
                .sorted()
                .toList();
    }

    /** Labels are the user's: copies of those of a task make no task. */
    @Test
    void aContainerWithTheLabelsOfATaskIsOnANetworkAndLeavesIt() {
        network("back", Map.of());
        String id = f.run(
                "copy",
                Specs.of("busybox")
                        .cmd("sleep", "1000")
                        .label("com.docker.swarm.task.id", "t")
                        .label("com.docker.swarm.service.id", "s")
                        .network("back"));
        String network = f.engine.networks().inspect("back", "").record().id();
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "error while removing network: network back id " + network + " has active endpoints",
                () -> f.engine.networks().remove("back"));
        f.engine.networks().disconnect("back", id, false);
        assertEquals(List.of(), f.containers.inspect(id).networks());
        f.engine.networks().remove("back");
    }

    @Test
    void networksAreMadeFoundAndRemoved() {
        String id = network("back", Map.of("tier", "back"));
        for (String driver : List.of("bridge", "host", "macvlan", "nosuch")) {
            Fixture.refused(
                    ErrorKind.CONFLICT,
                    "network with name back already exists",
                    () -> f.engine.networks().create(request("back", driver, Map.of())));
        }
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "operation is not permitted on predefined bridge network ",
                () -> network("bridge", Map.of()));
        for (String ref : List.of("back", id, id.substring(0, 12))) {
            assertEquals("back", f.engine.networks().inspect(ref, "").record().name());
        }
        assertEquals(List.of("back", "bridge", "host", "none"), networks(Filters.NONE));
        assertEquals(List.of("back"), networks(filter("type", "custom")));
        assertEquals(List.of("bridge", "host", "none"), networks(filter("type", "builtin")));
        assertEquals(List.of("none"), networks(filter("driver", "null")));
        assertEquals(List.of("back"), networks(filter("dangling", "true")));
        assertEquals(List.of("back"), networks(filter("id", id.substring(0, 20))));
        Fixture.refused(
                ErrorKind.UNCLASSED, "invalid filter: 'type'='nonsense'", () -> networks(filter("type", "nonsense")));
        Fixture.refused(ErrorKind.INVALID, "invalid filter 'label!'", () -> networks(filter("label!", "tier")));
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "bridge is a pre-defined network and cannot be removed",
                () -> f.engine.networks().remove("bridge"));
        f.engine.networks().remove("back");
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "network back not found",
                () -> f.engine.networks().remove("back"));
    }

    /** Testcontainers connects what it has created on a network to that network once more. */
    @Test
    void whatDoesNotRunJoinsANetworkTwice() throws Exception {
        network("one", Map.of());
        network("two", Map.of());
        String id = f.create("idle", box().network("one"));
        var networks = f.engine.networks();
        networks.connect("two", "idle", Membership.aliased("first"));
        networks.connect("two", "idle", Membership.aliased("second"));
        networks.connect("one", "idle", Membership.aliased("second"));
        assertEquals(
                List.of(Optional.empty(), Optional.of(List.of("first"))),
                f.containers.inspect("idle").networks().stream()
                        .map(n -> n.aliases())
                        .toList());
        f.containers.start(id);
        f.events.await("one", "connect", 1);
        f.events.await("two", "connect", 1);
        assertEquals(
                List.of("one", "two"),
                f.events.all().stream()
                        .filter(e -> e.action().equals("connect"))
                        .map(e -> e.attributes().get("name"))
                        .sorted()
                        .toList(),
                "told at the start alone");
        networks.disconnect("two", "idle", false);
        f.containers.kill("idle", "");
        Fixture.refused(
                ErrorKind.INTERNAL,
                "container " + id + " is not connected to the network two",
                () -> networks.disconnect("two", "idle", false));
    }

    @Test
    void theContainerIsLookedForBeforeTheNetwork() {
        var networks = f.engine.networks();
        for (String network : List.of("bridge", "nope")) {
            Fixture.refused(
                    ErrorKind.NOT_FOUND,
                    "No such container: gone",
                    () -> networks.connect(network, "gone", Membership.PLAIN));
            Fixture.refused(
                    ErrorKind.NOT_FOUND, "No such container: gone", () -> networks.disconnect(network, "gone", false));
        }
        Fixture.refused(
                ErrorKind.NOT_FOUND, "endpoint gone not found", () -> networks.disconnect("bridge", "gone", true));
        Fixture.refused(ErrorKind.NOT_FOUND, "network nope not found", () -> networks.disconnect("nope", "gone", true));
    }

    @Test
    void networkOfASwarmIsJoinedAsItWasAskedLast() {
        f.down();
        f.cluster.swarm = Optional.of(new FakeSwarm().ports());
        f.up();
        var networks = f.engine.networks();
        networks.create(
                new NetworkRequest("ov", "overlay", "", false, true, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        f.create("idle", box().network("ov"));
        networks.connect("ov", "idle", Membership.aliased("first"));
        networks.connect("ov", "idle", Membership.aliased("second"));

        var endpoints = f.engine.containers().inspect("idle").networks();
        assertEquals(1, endpoints.size());
        assertEquals(Optional.of(List.of("second")), endpoints.getFirst().aliases());
        f.run("box", box().network("ov"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "box is already attached to network ov",
                () -> networks.connect("ov", "box", Membership.PLAIN));
    }

    @Test
    void containersJoinAndLeaveNetworks() {
        network("one", Map.of());
        String two = network("two", Map.of());
        String id = f.run("box", box().network("one"));
        var networks = f.engine.networks();
        networks.connect("two", "box", new Membership(List.of("second"), List.of("db:sql"), "{}"));
        assertEquals(
                List.of("one", "two"),
                f.containers.inspect("box").networks().stream()
                        .map(n -> n.name())
                        .toList());
        assertEquals(
                Optional.of(List.of("second")),
                f.containers.inspect("box").networks().get(1).aliases());
        assertEquals(
                Optional.of(List.of("db:sql")),
                f.containers.inspect("box").networks().get(1).links());
        Fixture.refused(
                ErrorKind.UNCLASSED,
                "bad format for links: a:b:c",
                () -> networks.connect("two", "box", new Membership(List.of(), List.of("a:b:c"), "{}")));
        assertEquals("box", networks.inspect("two", "").members().getFirst().name());
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "endpoint with name box already exists in network two",
                () -> networks.connect("two", "box", Membership.PLAIN));
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "error while removing network: network two id " + two + " has active endpoints",
                () -> networks.remove("two"));
        assertEquals(List.of(), networks.prune(Filters.NONE));
        networks.disconnect("two", "box", false);
        Fixture.refused(
                ErrorKind.INTERNAL,
                "container " + id + " is not connected to network two",
                () -> networks.disconnect("two", "box", false));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "network no-such not found",
                () -> networks.connect("no-such", "box", Membership.PLAIN));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: ghost",
                () -> networks.connect("two", "ghost", Membership.PLAIN));
        assertEquals(List.of("two"), networks.prune(Filters.NONE));
    }

    @Test
    void namesWithADotAreLookedUpByWhatStartsAfterThem() {
        network("net", Map.of());
        String first = f.run("first", box().network("net"));
        assertEquals(NameScope.NETWORKS, f.cluster.containers.plan(first).dns().names());
        assertEquals(NameScope.NETWORKS, f.cluster.containers.resolving(first).names());
        f.create("db.internal", box().network("net"));
        Bounded.call(() -> f.containers.stop(first, "", Optional.of(0)));
        Bounded.call(() -> f.containers.start(first));
        assertEquals(NameScope.NAMESPACE, f.cluster.containers.resolving(first).names());
        String apart = f.run("apart", box());
        assertEquals(NameScope.CLUSTER, f.cluster.containers.resolving(apart).names());
    }

    @Test
    void networksWithSettingsOfTheirOwnStandForTheMode() {
        network("one", Map.of());
        network("two", Map.of());
        var plain = NetworkSpec.Endpoint.named(List.of());
        f.run("box", box().network("one").endpoint("two", plain));

        assertEquals(
                List.of("two"),
                f.containers.inspect("box").networks().stream()
                        .map(ContainerView.Endpoint::name)
                        .toList());
    }
}
