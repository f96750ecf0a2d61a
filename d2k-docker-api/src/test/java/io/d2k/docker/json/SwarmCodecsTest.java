package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.NodeSpec;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.swarm.SwarmView;
import io.d2k.domain.system.Node;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmCodecsTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final SwarmMeta META = new SwarmMeta("id1", 3, TIME, TIME.plusSeconds(1));
    private static final SwarmNode NODE = new SwarmNode(
            META,
            new Node("n1", "", "", "amd64", "", "v1.34.1", 2, 4096, true, Map.of("a", "1", "os", "x"), "10.0.0.1"),
            true,
            new NodeSettings("", Map.of("a", "1"), NodeAvailability.PAUSE));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns what a client reads, in which all whole numbers are of one kind. */
    private static JsonNode written(JsonNode node) {
        return json(node.toString());
    }

    private static JsonNode json(String text) {
        return DockerJson.tree(bytes(text));
    }

    @Test
    void specsAreRead() {
        DependencySpec spec = DependencyCodec.of(DependencyKind.SECRET)
                .decode(bytes("{\"Name\":\"s\",\"Labels\":{\"a\":\"1\"},\"Data\":\"dm\\nFs\\r\\ndWU=\","
                        + "\"Driver\":{\"Name\":\"vault\"},\"Templating\":{\"Name\":\"golang\"}}"));
        assertEquals(
                new DependencySpec("s", Map.of("a", "1"), "dmFsdWU=", Optional.of("vault"), Optional.of("golang")),
                spec);
        assertEquals(
                new NodeSpec("x", Map.of("a", "1"), "worker", "drain"),
                NodeCodec.decode(bytes("{\"Name\":\"x\",\"Labels\":{\"a\":\"1\"},\"Role\":\"worker\","
                        + "\"Availability\":\"drain\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%%% | 0",
                "dmF% | 3",
                "dmFs= | 4",
                "dmFsd | 4",
                "dmFsdW | 4",
                "dmFsdW= | 7",
                "dmFsdWU=x | 8",
                "dm=s | 3",
            })
    void whatIsNoBase64IsRefusedWhereGoFindsTheFault(String text, int at) {
        EngineException e = assertThrows(
                EngineException.class,
                () -> DependencyCodec.of(DependencyKind.CONFIG).decode(bytes("{\"Data\":\"" + text + "\"}")));
        assertEquals("invalid JSON: illegal base64 data at input byte " + at, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void aWrongTypeIsRefusedInGosWords() {
        EngineException e = assertThrows(
                EngineException.class,
                () -> DependencyCodec.of(DependencyKind.SECRET).decode(bytes("{\"Name\":5}")));
        assertEquals(
                "invalid JSON: json: cannot unmarshal number into Go struct field SecretSpec.Annotations.Name of type"
                        + " string",
                e.getMessage());
    }

    @Test
    void theContentOfSecretsIsKeptBackAndThatOfConfigsGiven() {
        var dependency = new Dependency(META, "s", Map.of("a", "1"), "dmFsdWU=", Optional.of("golang"), "s");
        String meta = "{\"ID\":\"id1\",\"Version\":{\"Index\":3},\"CreatedAt\":\"2026-01-02T03:04:05.678Z\","
                + "\"UpdatedAt\":\"2026-01-02T03:04:06.678Z\",\"Spec\":{\"Name\":\"s\",\"Labels\":{\"a\":\"1\"}";
        assertEquals(
                json(meta + ",\"Templating\":{\"Name\":\"golang\"}}}"),
                written(DependencyCodec.of(DependencyKind.SECRET).encode(dependency)));
        assertEquals(
                json(meta + ",\"Data\":\"dmFsdWU=\",\"Templating\":{\"Name\":\"golang\"}}}"),
                written(DependencyCodec.of(DependencyKind.CONFIG).encode(dependency)));
    }

    @Test
    void nodesAreWritten() {
        JsonNode leader =
                NodeCodec.encode(NodeRoles.of(List.of(NODE), Optional.empty()).view(NODE));
        assertEquals(
                json("{\"Labels\":{\"a\":\"1\"},\"Role\":\"manager\",\"Availability\":\"pause\"}"), leader.get("Spec"));
        assertEquals(
                json("{\"Leader\":true,\"Reachability\":\"reachable\",\"Addr\":\"10.0.0.1\"}"),
                leader.get("ManagerStatus"));
        assertEquals(json("{\"State\":\"ready\",\"Addr\":\"10.0.0.1\"}"), leader.get("Status"));
        JsonNode description = leader.get("Description");
        assertEquals(json("{\"Architecture\":\"x86_64\",\"OS\":\"linux\"}"), description.get("Platform"));
        assertEquals(json("{\"NanoCPUs\":2000000000,\"MemoryBytes\":4096}"), written(description.get("Resources")));
        assertEquals(json("{\"os\":\"x\"}"), description.at("/Engine/Labels"));
        SwarmNode worker = new SwarmNode(META, NODE.node(), false, NODE.settings());
        JsonNode other = NodeCodec.encode(new NodeRoles(List.of(worker), Optional.empty()).view(worker));
        assertFalse(other.has("ManagerStatus"), "Docker's clients take its presence for the role");
    }

    @Test
    void infoTellsOfTheSwarm() {
        JsonNode info =
                SwarmEncoder.info(Optional.of(new SwarmView(META, NodeRoles.of(List.of(NODE), Optional.empty()))));
        assertEquals("active", info.get("LocalNodeState").textValue());
        assertEquals("id1", info.get("NodeID").textValue());
        assertEquals("id1", info.at("/Cluster/ID").textValue());
        assertEquals(1, info.get("Managers").intValue());
        assertEquals(json("[{\"NodeID\":\"id1\",\"Addr\":\"10.0.0.1\"}]"), info.get("RemoteManagers"));
        JsonNode off = SwarmEncoder.info(Optional.empty());
        assertEquals(
                json("{\"NodeID\":\"\",\"NodeAddr\":\"\",\"LocalNodeState\":\"inactive\",\"ControlAvailable\":false,"
                        + "\"Error\":\"\",\"RemoteManagers\":null}"),
                off);
    }
}
