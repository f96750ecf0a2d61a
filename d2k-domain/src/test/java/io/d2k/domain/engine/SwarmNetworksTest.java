package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.swarm.ServiceUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of a swarm. */
class SwarmNetworksTest extends SwarmCase {
    private static NetworkRequest overlay(String name, boolean attachable) {
        return new NetworkRequest(
                name, "overlay", "", false, attachable, false, Map.of(), Map.of(), IpamSpec.NONE, "{}");
    }

    @Test
    void networksOfTheSwarmAreMadeAndRemoved() {
        var networks = engine.networks();
        String id = networks.create(overlay("ov", true)).id();
        assertTrue(id.matches("[0-9a-z]{25}"), id);
        NetworkView view = networks.inspect("ov", "");
        assertEquals("swarm", view.record().scope());
        assertEquals(
                List.of("ingress", "ov"),
                networks.list(filter("scope", "swarm")).stream()
                        .map(v -> v.record().name())
                        .sorted()
                        .toList());
        assertEquals(
                List.of(
                        "option \"encrypted\" has no effect: the cluster's own network carries the traffic, and encrypts"
                                + " it or not as its operator decides"),
                networks.create(new NetworkRequest(
                                "enc",
                                "overlay",
                                "",
                                false,
                                false,
                                false,
                                Map.of(),
                                Map.of("encrypted", ""),
                                IpamSpec.NONE,
                                "{}"))
                        .warnings());
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "ingress is a pre-defined network and cannot be removed",
                () -> networks.remove("ingress"));
        networks.remove("ov");
        var create = nextEvent();
        assertEquals("create {name=ov} swarm", create.action() + " " + create.attributes() + " " + create.scope());
        assertEquals("update", nextEvent().action());
        assertEquals(
                List.of("create", "update"),
                List.of(nextEvent().action(), nextEvent().action()));
        var remove = nextEvent();
        assertEquals("remove {name=ov} swarm", remove.action() + " " + remove.attributes() + " " + remove.scope());
    }

    @Test
    void aNetworkThatAServiceUsesStays() {
        var networks = new NetworkService(
                cluster.networks,
                new NetworkLookup(cluster.networks, new PredefinedNetworks(new FakeStores.Info(), true)),
                new PredefinedNetworks(new FakeStores.Info(), true),
                new Neighbours(cluster.containers, cluster.containers),
                new ContainerLookup(cluster.containers),
                c -> false,
                new PortPublishing(cluster.containers, cluster.ports, PublishMode.LOADBALANCER, c -> false, c -> true),
                Optional.of((kind, id) -> List.of(new ServiceUse.User("sid", "web"))),
                Optional.empty(),
                false,
                new EventLog(cluster.clock),
                cluster.clock,
                IdSource.RANDOM);
        String id = networks.create(overlay("ov", true)).id();
        Refusals.invalid(
                "rpc error: code = FailedPrecondition desc = network " + id + " is in use by service sid",
                () -> networks.remove("ov"));
        assertEquals(List.of(), networks.prune(Filters.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | overlay | ''    | false | INVALID   | rpc error: code = InvalidArgument desc = name must be valid as a DNS name component",
                "a   | overlay | local | false | FORBIDDEN | cannot downgrade network scope for overlay networks",
                "a   | ''      | swarm | false | INVALID   | rpc error: code = InvalidArgument desc = driver name: if driver is specified name is required",
                "ingress | overlay | '' | false | CONFLICT | network with name ingress already exists",
            })
    void networksAreRefusedInTheWordsOfASwarmManager(
            String name, String driver, String scope, boolean ingress, ErrorKind kind, String message) {
        Fixture.refused(
                kind,
                message,
                () -> engine.networks()
                        .create(new NetworkRequest(
                                name, driver, scope, false, false, ingress, Map.of(), Map.of(), IpamSpec.NONE, "{}")));
    }

    @Test
    void thereIsOneIngressNetwork() {
        String id = engine.networks().inspect("ingress", "").record().id();
        Fixture.refused(
                ErrorKind.CONFLICT,
                "rpc error: code = AlreadyExists desc = ingress network (" + id + ") is already present",
                () -> engine.networks()
                        .create(new NetworkRequest(
                                "mesh", "overlay", "", false, false, true, Map.of(), Map.of(), IpamSpec.NONE, "{}")));
    }

    @Test
    void aContainerOnANetworkForServicesDoesNotStartAndIsRemovedIfItWasToBe() {
        engine.networks().create(overlay("ov", false));
        String id = engine.containers()
                .create(Specs.of("busybox").cmd("true").network("ov").rm().named("box"))
                .id();
        Fixture.refused(
                ErrorKind.UNCLASSED,
                "Could not attach to network ov: rpc error: code = PermissionDenied desc = network ov not manually"
                        + " attachable",
                () -> Bounded.call(() -> engine.containers().start(id)));
        cluster.containers.await(id, Optional::isEmpty);
    }

    @Test
    void whatDoesNotRunIsPutOnANetworkForServicesAndDoesNotStart() {
        engine.networks().create(overlay("ov", false));
        String id = engine.containers()
                .create(Specs.of("busybox").cmd("true").named("box"))
                .id();

        engine.networks().connect("ov", "box", Membership.PLAIN);

        Fixture.refused(
                ErrorKind.UNCLASSED,
                "Could not attach to network ov: rpc error: code = PermissionDenied desc = network ov not manually"
                        + " attachable",
                () -> Bounded.call(() -> engine.containers().start(id)));
    }

    @Test
    void networksOfASwarmAreListedByTheirWholeNames() {
        engine.networks().create(overlay("web", false));
        engine.networks().create(overlay("web2", false));

        assertEquals(List.of("web"), listed("web"));
        assertEquals(List.of(), listed("we"));
        assertEquals(List.of("ingress"), listed("ingr"));
        assertEquals(Set.of("web", "web2"), Set.copyOf(engine.networks().prune(Filters.NONE)));
    }

    @Test
    void networksOfANodeThatNobodyIsOnDangle() {
        var dangling = engine.networks().list(filter("dangling", "true"));

        assertEquals(
                List.of("docker_gwbridge", "ingress"),
                dangling.stream().map(v -> v.record().name()).toList());
    }

    private List<String> listed(String name) {
        return engine.networks().list(filter("name", name)).stream()
                .map(v -> v.record().name())
                .toList();
    }
}
