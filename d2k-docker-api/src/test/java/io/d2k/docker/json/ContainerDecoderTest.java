package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.ResourceSpec.DeviceRequest;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.Ulimit;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerDecoderTest {
    private static final String NET = "NetworkingConfig.EndpointsConfig.net.";

    /** What inspect shows of a running container's endpoint; the Docker Engine overwrites it in a request too. */
    private static final Set<String> OBSERVED = Set.of(
            NET + "NetworkID",
            NET + "EndpointID",
            NET + "Gateway",
            NET + "IPAddress",
            NET + "IPPrefixLen",
            NET + "IPv6Gateway",
            NET + "GlobalIPv6Address",
            NET + "GlobalIPv6PrefixLen",
            NET + "DNSNames");

    private final ContainerDecoder decoder = new ContainerDecoder();

    private ContainerSpec decode(String body) {
        return decoder.decode(Fixture.utf8(body));
    }

    static Stream<Arguments> properties() {
        var all = new ArrayList<Arguments>();
        Fixture.tree("create-properties.json")
                .forEach(p -> all.add(Arguments.of(p.get(0).asText(), p.get(1))));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void noPropertyVanishes(String path, JsonNode value) {
        ObjectNode request = (ObjectNode) Fixture.json("{\"Image\":\"x\",\"NetworkingConfig\":{\"EndpointsConfig\":"
                + "{\"net\":{}}},\"HostConfig\":{\"Mounts\":[{}],\"DeviceRequests\":[{}],"
                + "\"RestartPolicy\":{\"Name\":\"on-failure\"}}}");
        ContainerSpec before = decoder.read(DockerJson.text(request));
        set(request, path.split("\\."), 0, fitting(path, value));
        ContainerSpec after = decoder.read(DockerJson.text(request));
        if (OBSERVED.contains(path)) {
            assertEquals(before.otherSettings(), after.otherSettings());
            return;
        }
        boolean kept =
                !typed(after).equals(typed(before)) || !after.otherSettings().equals(before.otherSettings());
        assertTrue(kept, path + " is neither typed nor among the other settings");
        assertNotEquals(before.document(), after.document());
        assertEquals(after, decoder.read(after.document()), "the document gives back the same");
    }

    private static ContainerSpec typed(ContainerSpec s) {
        return new ContainerSpec(
                s.image(),
                s.process(),
                s.labels(),
                s.healthcheck(),
                s.networks(),
                s.storage(),
                s.resources(),
                s.security(),
                s.logging(),
                s.restart(),
                s.autoRemove(),
                Map.of(),
                "");
    }

    private static JsonNode fitting(String path, JsonNode value) {
        return switch (path) {
            case "ExposedPorts" -> Fixture.json("{\"80/tcp\":{}}");
            case "HostConfig.PortBindings" -> Fixture.json("{\"80/tcp\":[{\"HostPort\":\"1\"}]}");
            case "HostConfig.RestartPolicy.Name" -> Fixture.json("\"always\"");
            case "Image" -> Fixture.json("\"another\"");
            default -> value;
        };
    }

    private static void set(ObjectNode object, String[] path, int at, JsonNode value) {
        String name = path[at];
        boolean list = name.endsWith("[]");
        String plain = list ? name.substring(0, name.length() - 2) : name;
        if (at == path.length - 1) {
            object.set(plain, value);
        } else {
            JsonNode next = list ? object.path(plain).path(0) : object.path(plain);
            set(next instanceof ObjectNode o ? o : object.putObject(plain), path, at + 1, value);
        }
    }

    @Test
    void readsWhatTheClientSends() {
        ContainerSpec spec = decoder.decode(Fixture.bytes("create-asked.request.json"));
        assertEquals("web:1", spec.image());
        assertEquals(
                Optional.of(List.of("sh", "-c", "echo \"a b\" <x>")),
                spec.process().cmd());
        assertEquals(Optional.empty(), spec.process().entrypoint());
        assertEquals(Optional.of(5), spec.process().stopTimeoutSeconds());
        assertTrue(spec.process().tty()
                && spec.process().openStdin()
                && spec.process().stdinOnce());
        assertEquals(Map.of("x", "<y>&"), spec.labels());
        assertEquals(
                List.of("CMD-SHELL", "x y"), spec.healthcheck().orElseThrow().test());
        assertEquals(Duration.ZERO, spec.healthcheck().orElseThrow().interval());
        assertEquals("bridge", spec.networks().mode());
        assertEquals(Set.of("bridge"), spec.networks().endpoints().keySet());
        assertEquals(
                List.of(new Port(80, Protocol.TCP), new Port(9000, Protocol.UDP), new Port(9001, Protocol.UDP)),
                spec.networks().exposedPorts());
        assertEquals(
                Map.of(new Port(80, Protocol.TCP), List.of(new PortBinding("", "18080"))),
                spec.networks().portBindings());
        assertEquals(67108864, spec.resources().memoryBytes());
        assertEquals(500000000, spec.resources().nanoCpus());
        assertEquals(
                List.of(new DeviceRequest("", -1, List.of(), List.of(List.of("gpu")))),
                spec.resources().gpus());
        assertEquals(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3), spec.restart());
        assertEquals(
                List.of(
                        new MountRequest(
                                "tmpfs",
                                "",
                                "/t",
                                false,
                                false,
                                "",
                                Map.of(),
                                "",
                                Map.of(),
                                OptionalLong.of(1048576),
                                OptionalInt.empty(),
                                ""),
                        new MountRequest(
                                "volume",
                                "",
                                "/v",
                                false,
                                true,
                                "",
                                Map.of(),
                                "",
                                Map.of(),
                                OptionalLong.empty(),
                                OptionalInt.empty(),
                                "")),
                spec.storage().mounts());
        assertTrue(spec.security().init() && spec.security().readonlyRootfs());
        assertEquals(Map.of(), spec.otherSettings(), "what the client sends unasked is no setting");
        assertEquals(spec, decoder.read(spec.document()));
        assertTrue(spec.document().length() < 1500, "unset fields are not kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"min", "plain", "asked", "running"})
    void takesBackWhatInspectShows(String name) {
        ObjectNode inspected = Fixture.object("create-" + name + ".inspect.json");
        ObjectNode request = ((ObjectNode) inspected.get("Config")).deepCopy();
        request.set("HostConfig", inspected.get("HostConfig"));
        request.putObject("NetworkingConfig").set("EndpointsConfig", inspected.at("/NetworkSettings/Networks"));
        var others = new TreeMap<>(decode(DockerJson.text(request)).otherSettings());
        others.keySet().removeIf(k -> k.endsWith("Annotations") || k.endsWith("DriverOpts"));
        assertEquals(Map.of(), others);
    }

    @Test
    void findsSettingsWithoutAPart() {
        assertEquals(
                Map.of(
                        "HostConfig.CpusetCpus", "\"0-1\"",
                        "HostConfig.MaskedPaths", "[]",
                        "HostConfig.Mounts[0].BindOptions.NonRecursive", "true",
                        "Config.MacAddress", "\"02:42:00:00:00:01\""),
                decode("""
                        {"Image":"x","MacAddress":"02:42:00:00:00:01","HostConfig":{"CpusetCpus":"0-1","MaskedPaths":[],
                        "CpusetMems":"","Devices":[],"Unknown":1,
                        "Mounts":[{"Type":"bind","BindOptions":{"Propagation":"rshared","NonRecursive":true}}]}}""").otherSettings());
    }

    @Test
    void readsLimitsOfTheProcess() {
        ContainerSpec spec = decode(
                "{\"Image\":\"x\",\"HostConfig\":{\"Ulimits\":[null,{\"Name\":\"nofile\",\"Soft\":1,\"Hard\":-1},null]}}");
        assertEquals(Map.of(), spec.otherSettings());
        assertEquals(List.of(new Ulimit("nofile", 1, -1)), spec.resources().ulimits());
    }

    @Test
    void takesStringsForLists() {
        ContainerSpec spec =
                decode("{\"Image\":\"x\",\"Cmd\":\"a b\",\"Entrypoint\":[],\"HostConfig\":{\"CapAdd\":\"ALL\"}}");
        assertEquals(Optional.of(List.of("a b")), spec.process().cmd());
        assertEquals(Optional.of(List.of()), spec.process().entrypoint());
        assertEquals(List.of("ALL"), spec.security().capAdd());
    }

    @Test
    void matchesNamesInAnyCaseAndTakesNullForUnset() {
        ContainerSpec spec = decode("{\"image\":\"x\",\"ENV\":null,\"hostconfig\":{\"MEMORY\":7000000,\"dns\":null}}");
        assertEquals("x", spec.image());
        assertEquals(7000000, spec.resources().memoryBytes());
        assertFalse(spec.document().contains("null"));
    }

    @Test
    void takesHostSettingsAtTheTopAsOldClientsSendThem() {
        ContainerSpec spec = decode(
                "{\"Image\":\"x\",\"Memory\":9000000,\"CpuShares\":5,\"Cpuset\":\"0\",\"HostConfig\":{\"CpuShares\":6}}");
        assertEquals(9000000, spec.resources().memoryBytes());
        assertEquals(6, spec.resources().cpuShares());
        assertEquals(Map.of("HostConfig.CpusetCpus", "\"0\""), spec.otherSettings());
        assertEquals(
                List.of("a:/b"),
                decode("{\"Image\":\"x\",\"Binds\":[\"a:/b\"]}").storage().binds());
    }

    @Test
    void appliesQuirksOfOldVersions() {
        String body =
                "{\"Image\":\"x\",\"Healthcheck\":{\"StartInterval\":5000000},\"HostConfig\":{\"AutoRemove\":true,"
                        + "\"Annotations\":{\"a\":\"b\"},\"Mounts\":[{\"Type\":\"bind\",\"VolumeOptions\":{\"NoCopy\":true}}]}}";
        ContainerSpec old = decoder.decode(Fixture.utf8(body), new ApiVersion(1, 24));
        assertFalse(old.autoRemove());
        assertEquals("shareable", old.security().ipcMode());
        assertEquals(Duration.ZERO, old.healthcheck().orElseThrow().startInterval());
        assertFalse(old.storage().mounts().getFirst().noCopy());
        assertEquals(Map.of(), old.otherSettings());
        assertEquals(old, decoder.read(old.document()), "quirks are kept in the document");
    }

    @Test
    void readsPortRangesAndBindingsWithoutPort() {
        ContainerSpec spec = decode(
                "{\"Image\":\"x\",\"ExposedPorts\":{\"80-82/udp\":{},\"9\":{}},\"HostConfig\":"
                        + "{\"PortBindings\":{\"70/SCTP\":null,\"71\":[{\"HostPort\":\"8000-8010/tcp\",\"HostIp\":\"::1\"},{}]}}}");
        assertEquals(4, spec.networks().exposedPorts().size());
        assertEquals(
                Map.of(
                        new Port(70, Protocol.SCTP), List.of(),
                        new Port(71, Protocol.TCP),
                                List.of(new PortBinding("::1", "8000-8010"), new PortBinding("", ""))),
                spec.networks().portBindings());
    }

    @Test
    void readsUpdates() {
        UpdateDecoder.Update update = UpdateDecoder.decode(
                Fixture.utf8(
                        "{\"Memory\":7,\"PidsLimit\":0,\"Devices\":[],\"CpusetCpus\":\"\",\"RestartPolicy\":{\"Name\":\"always\"}}"),
                ApiVersion.LATEST);
        assertEquals(Optional.of(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0)), update.restart());
        assertEquals(Map.of("Memory", "7", "PidsLimit", "0"), update.settings());
        assertEquals(
                Optional.empty(),
                UpdateDecoder.decode(new byte[0], ApiVersion.LATEST).restart());
    }
}
