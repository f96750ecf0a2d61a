package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.network.OverlayView;
import io.d2k.domain.volume.VolumeRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks and volumes in the JSON of the Docker Engine API. */
class NetworkCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:21:42.791852553Z");

    @ParameterizedTest
    @ValueSource(strings = {"back", "none"})
    void networksAreWrittenAsDocker(String name) {
        ObjectNode expected = Fixture.object("network-" + name + ".inspect.json");
        var n = new Fields(expected);
        var members = n.objectsByKey("Containers").entrySet().stream()
                .map(e -> new NetworkView.Member(
                        e.getKey(),
                        e.getValue().text("Name"),
                        e.getValue().text("EndpointID"),
                        e.getValue().text("IPv4Address").replace("/24", ""),
                        "n1"))
                .toList();
        String document = name.equals("none")
                ? ""
                : NetworkCodec.decode(
                                Fixture.utf8(
                                        "{\"Name\":\"back\",\"IPAM\":{\"Options\":{},\"Config\":[{\"Subnet\":\"10.77.0.0/24\"}]}}"))
                        .document();
        var network = new NetworkRecord(
                n.text("Id"),
                n.text("Name"),
                Instant.parse(n.text("Created")),
                n.text("Driver"),
                n.text("Scope"),
                false,
                false,
                Map.of(),
                Map.of(),
                List.of(),
                document);
        for (JsonNode member : expected.get("Containers")) {
            ((ObjectNode) member).put("MacAddress", "");
            ((ObjectNode) member)
                    .put("IPv4Address", member.get("IPv4Address").asText().replace("/24", "/32"));
        }
        if (name.equals("none")) {
            ((ObjectNode) expected.get("IPAM")).putArray("Config"); // null in Docker, on which clients stumble
        }
        var view = new NetworkView(network, name.equals("none"), members);
        assertEquals(DockerJson.text(expected), DockerJson.text(NetworkCodec.inspect(view, false)));
        assertTrue(NetworkCodec.list(List.of(view)).get(0).get("Containers").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Name":"n","ConfigOnly":true}                | UNSUPPORTED | a network of settings alone (ConfigOnly) has no counterpart on Kubernetes: the cluster's own network carries all, so create the networks themselves
            {"Name":"n","ConfigFrom":{"Network":"conf"}}  | NOT_FOUND   | configuration network "conf" does not exist
            """)
    void networksOfSettingsAloneAreRefused(String body, ErrorKind kind, String words) {
        var e = assertThrows(EngineException.class, () -> NetworkCodec.decode(Fixture.utf8(body)));
        assertEquals(kind + words, e.kind() + e.getMessage());
    }

    @Test
    void subnetsOfIpv4AreShownFirst() {
        String document = NetworkCodec.decode(Fixture.utf8("{\"Name\":\"n\",\"EnableIPv6\":true,\"IPAM\":{\"Config\":["
                        + "{\"Subnet\":\"fd00:2::/64\"},{\"Subnet\":\"10.87.0.0/16\"}]}}"))
                .document();
        var network = new NetworkRecord(
                "1", "n", TIME, "bridge", "local", false, false, Map.of(), Map.of(), List.of(), document);
        assertEquals(
                "[{\"Subnet\":\"10.87.0.0/16\"},{\"Subnet\":\"fd00:2::/64\"}]",
                NetworkCodec.inspect(new NetworkView(network, false, List.of()), false)
                        .at("/IPAM/Config")
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({"swarm, overlay, null", "local, bridge, {}"})
    void emptyOptionsOfAddressesAreToldOfLocalNetworksAlone(String scope, String driver, String options) {
        String document = NetworkCodec.decode(
                        Fixture.utf8("{\"Name\":\"n\",\"IPAM\":{\"Driver\":\"default\",\"Options\":{},\"Config\":[]}}"))
                .document();
        var network =
                new NetworkRecord("1", "n", TIME, driver, scope, false, false, Map.of(), Map.of(), List.of(), document);

        assertEquals(
                options,
                NetworkCodec.inspect(new NetworkView(network, false, List.of()), false)
                        .at("/IPAM/Options")
                        .toString());
    }

    @Test
    void networkOfASwarmTellsItsNodesAndWhenAskedItsServices() {
        var network = new NetworkRecord(
                "1", "n", TIME, "overlay", "swarm", false, false, Map.of(), Map.of(), List.of(), "{}");
        var task = new OverlayView.Backend("web.1.x", "e1", "10.0.0.7", "192.168.1.2");
        var overlay = new OverlayView(
                List.of(new OverlayView.Peer("4bb7065d7c8c", "192.168.1.2")),
                Map.of("web", new OverlayView.Service("", List.of("Target: 80, Publish: 8080"), List.of(task))));
        var view = new NetworkView(
                network, false, List.of(new NetworkView.Member("c1", "web.1.x", "e1", "10.0.0.7", "n1")), overlay);

        ObjectNode plain = NetworkCodec.inspect(view, false);
        assertEquals("{}", plain.get("Labels").toString());
        assertEquals(
                "[{\"Name\":\"4bb7065d7c8c\",\"IP\":\"192.168.1.2\"}]",
                plain.get("Peers").toString());
        assertTrue(plain.path("Services").isMissingNode());
        assertEquals(
                "{\"web\":{\"VIP\":\"<nil>\",\"Ports\":[\"Target: 80, Publish: 8080\"],\"LocalLBIndex\":0,\"Tasks\":[{"
                        + "\"Name\":\"web.1.x\",\"EndpointID\":\"e1\",\"EndpointIP\":\"10.0.0.7\",\"Info\":{\"Host IP\":"
                        + "\"192.168.1.2\"}}]}}",
                NetworkCodec.inspect(view, true).get("Services").toString());
    }

    @Test
    void networksAreRead() {
        NetworkRequest request = NetworkCodec.decode(
                Fixture.utf8(
                        "{\"Name\":\"n\",\"CheckDuplicate\":true,\"Internal\":true,\"Labels\":{\"a\":\"b\"},\"Options\":null}"));
        assertEquals("n", request.name());
        assertTrue(request.internal());
        assertEquals(Map.of("a", "b"), request.labels());
        assertEquals(IpamSpec.NONE, request.ipam());
        IpamSpec ipam = NetworkCodec.decode(
                        Fixture.utf8(
                                "{\"Name\":\"n\",\"EnableIPv6\":true,\"IPAM\":{\"Driver\":\"default\",\"Config\":[{\"Subnet\":\"10.1.0.0/16\",\"IPRange\":\"10.1.2.0/24\",\"Gateway\":\"10.1.0.9\",\"AuxiliaryAddresses\":{\"a\":\"10.1.0.8\"}}]}}"))
                .ipam();
        assertEquals(
                new IpamSpec(
                        "default",
                        true,
                        List.of(new IpamSpec.Pool("10.1.0.0/16", "10.1.2.0/24", "10.1.0.9", Map.of("a", "10.1.0.8")))),
                ipam);
        NetworkCodec.Connect connect = NetworkCodec.connect(
                Fixture.utf8(
                        "{\"Container\":\"c\",\"EndpointConfig\":{\"Aliases\":[\"x\"],\"Links\":[\"db:sql\"],\"Gateway\":\"1.2.3.4\",\"IPAMConfig\":{\"IPv4Address\":\"10.0.0.9\"},\"DriverOpts\":{}}}"));
        assertEquals("c", connect.container());
        assertEquals(
                new Membership(
                        List.of("x"),
                        List.of("db:sql"),
                        "{\"IPAMConfig\":{\"IPv4Address\":\"10.0.0.9\"},\"Links\":[\"db:sql\"],\"Aliases\":[\"x\"],\"DriverOpts\":{}}"),
                connect.membership());
        assertEquals(Map.of("EndpointConfig.IPAMConfig.IPv4Address", "\"10.0.0.9\""), connect.otherSettings());
        assertEquals(
                new NetworkCodec.Disconnect("c", true),
                NetworkCodec.disconnect(Fixture.utf8("{\"Container\":\"c\",\"Force\":true}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Name\":5}|number into Go struct field NetworkCreateRequest.Name of type string",
                "{\"Labels\":5}|number into Go struct field NetworkCreateRequest.NetworkCreate.Labels of type map[string]string",
                "{\"IPAM\":{\"Config\":5}}|number into Go struct field IPAM.NetworkCreate.IPAM.Config of type []network.IPAMConfig",
                "{\"ConfigFrom\":5}|number into Go struct field NetworkCreateRequest.NetworkCreate.ConfigFrom of type network.ConfigReference",
            })
    void networksAreRefusedInDockersWords(String body, String message) {
        var e = assertThrows(EngineException.class, () -> NetworkCodec.decode(Fixture.utf8(body)));
        assertEquals("invalid JSON: json: cannot unmarshal " + message, e.getMessage());
    }

    @Test
    void volumesAreReadAndWritten() {
        assertEquals(
                new VolumeCodec.Create("v", "local", Map.of("size", "1Gi"), Map.of()),
                VolumeCodec.decode(Fixture.utf8(
                        "{\"Name\":\"v\",\"Driver\":\"local\",\"DriverOpts\":{\"size\":\"1Gi\"},\"Labels\":null}")));
        assertEquals("", VolumeCodec.decode(new byte[0]).name());
        assertThrows(EngineException.class, () -> VolumeCodec.decode(Fixture.utf8("{\"ClusterVolumeSpec\":{}}")));
        var volume = new VolumeRecord("v", "v-claim", TIME, "local", Map.of(), Map.of(), false, 9, false, false);
        assertEquals(
                "{\"CreatedAt\":\"2026-11-24T10:21:42Z\",\"Driver\":\"local\",\"Labels\":null,\"Mountpoint\":\"\",\"Name\":\"v\",\"Options\":null,\"Scope\":\"local\"}",
                VolumeCodec.encode(volume).toString());
        assertEquals(
                "{\"Volumes\":[],\"Warnings\":null}",
                VolumeCodec.list(List.of()).toString());
        assertEquals(
                "{\"VolumesDeleted\":[],\"SpaceReclaimed\":0}",
                VolumeCodec.pruned(List.of()).toString());
    }
}
