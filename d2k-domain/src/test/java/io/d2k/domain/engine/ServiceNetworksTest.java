package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.OverlayView;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What networks services are on, and who holds a network. */
class ServiceNetworksTest extends ServiceCase {
    @Test
    void ingressIsNoNetworkForServices() {
        ServiceSpec asked = web().networks("ingress").spec();

        assertEquals(
                "rpc error: code = InvalidArgument desc = Service cannot be explicitly attached to the ingress network"
                        + " \"ingress\"",
                assertThrows(EngineException.class, () -> services.create(asked, Optional.empty()))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | NOT_FOUND | could not find the corresponding predefined swarm network: network none not found",
                "nope | UNCLASSED | network nope not found",
                "host | UNSUPPORTED | network \"host\" is not available on Kubernetes: publish ports in mode host instead",
                "mine | FORBIDDEN | The network mine cannot be used with services. Only networks scoped to the swarm can be used,"
                        + " such as those created with the overlay driver.",
            })
    void networksThatServicesCannotBeOn(String name, ErrorKind kind, String words) {
        engine.networks()
                .create(new NetworkRequest(
                        "mine", "bridge", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        ServiceSpec asked = web().networks(name).spec();

        var refusal = assertThrows(EngineException.class, () -> services.create(asked, Optional.empty()));

        assertEquals(kind + " " + words, refusal.kind() + " " + refusal.getMessage());
    }

    @Test
    void networkTellsWhoIsOnIt() {
        engine.networks()
                .create(new NetworkRequest(
                        "ov", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        swarm.nodes.add("n1", true, Map.of());
        assertEquals(OverlayView.NONE, engine.networks().inspect("ov", "").overlay());
        services.create(web().networks("ov").endpoint(false, port(8080, 80)).spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));

        var view = engine.networks().inspect("ov", "");
        var member = view.members().getFirst();
        assertEquals(
                List.of("10.0.0.1"),
                view.overlay().peers().stream().map(OverlayView.Peer::ip).toList());
        assertEquals(
                Map.of(
                        "web",
                        new OverlayView.Service(
                                member.ip(),
                                List.of(),
                                List.of(new OverlayView.Backend(
                                        member.name(), member.endpointId(), member.ip(), "10.0.0.1")))),
                view.overlay().services());
        assertEquals(
                List.of("Target: 80, Publish: 8080"),
                engine.networks()
                        .inspect("ingress", "")
                        .overlay()
                        .services()
                        .get("web")
                        .ports());
        var endpoint = engine.containers().inspect(member.containerId()).networks().stream()
                .filter(e -> e.name().equals("ov"))
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.empty(), endpoint.aliases());
        assertEquals(Optional.of(List.of(member.name(), member.containerId().substring(0, 12))), endpoint.dnsNames());
    }

    private static PublishedTarget port(int published, int target) {
        return new PublishedTarget("", new Port(target, Protocol.TCP), published, false);
    }

    @Test
    void bridgeOfTheNodesIsANetworkOfTheSwarmToo() {
        String ofSwarm = engine.networks().inspect("bridge", "swarm").record().id();
        String ofNode = engine.networks().inspect("bridge", "").record().id();
        assertTrue(ofSwarm.matches("[0-9a-z]{25}"), ofSwarm);

        services.create(web().networks("bridge").spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));

        assertEquals(
                List.of(new Attachment(ofSwarm, "bridge", List.of())),
                services.inspect("web").record().networks());
        assertEquals(
                List.of(ofNode),
                engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)).getFirst().networks().stream()
                        .map(n -> n.networkId())
                        .toList());
        assertEquals(1, engine.networks().inspect("bridge", "").members().size());
    }

    @Test
    void networkIsFreeOnceItsServiceIsRemovedThoughTasksStillEnd() {
        engine.networks()
                .create(new NetworkRequest(
                        "front", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        services.create(web().networks("front").spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));
        assertTrue(
                assertThrows(EngineException.class, () -> engine.networks().remove("front"))
                        .getMessage()
                        .contains("is in use by service"),
                "in use");

        services.remove("web");
        assertEquals(1, engine.networks().inspect("front", "").members().size());
        engine.networks().remove("front");
        assertEquals(
                1,
                engine.containers()
                        .list(new ContainerQuery(false, 0, Filters.NONE))
                        .size());
    }
}
