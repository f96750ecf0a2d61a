package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.NodeSpec;
import io.d2k.domain.swarm.NodeView;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Architecture;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;

/** Reads and writes nodes of a swarm. */
public final class NodeCodec {
    private static final GoStruct SPEC = GoStruct.named("swarm.NodeSpec")
            .embed("Annotations", DependencyCodec.ANNOTATIONS)
            .omitEmpty("Role", GoTypes.text("swarm.NodeRole"))
            .omitEmpty("Availability", GoTypes.text("swarm.NodeAvailability"))
            .build();
    private static final long NANOS_PER_CPU = 1_000_000_000L;
    private static final List<Map.Entry<String, String>> PLUGINS = List.of(
            Map.entry("Log", "json-file"),
            Map.entry("Network", "bridge"),
            Map.entry("Network", "host"),
            Map.entry("Network", "null"),
            Map.entry("Network", "overlay"),
            Map.entry("Volume", "local"));

    private NodeCodec() {}

    /**
     * Reads {@code POST /nodes/ID/update}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static NodeSpec decode(byte[] body) {
        var fields = new Fields(DockerJson.read(body, SPEC));
        return new NodeSpec(
                fields.text("Name"), fields.map("Labels"), fields.text("Role"), fields.text("Availability"));
    }

    /** What {@code GET /nodes/ID} answers. */
    public static ObjectNode encode(NodeView view) {
        SwarmNode member = view.node();
        Node node = member.node();
        ObjectNode out = SwarmEncoder.meta(member.meta());
        spec(out.putObject("Spec"), view);
        ObjectNode description = out.putObject("Description").put("Hostname", node.name());
        description
                .putObject("Platform")
                .put("Architecture", Architecture.machine(node.architecture()))
                .put("OS", "linux");
        description
                .putObject("Resources")
                .put("NanoCPUs", node.cpus() * NANOS_PER_CPU)
                .put("MemoryBytes", node.memoryBytes());
        ObjectNode engine = description.putObject("Engine").put("EngineVersion", node.kubelet());
        if (!member.engineLabels().isEmpty()) {
            engine.set("Labels", DockerJson.map(member.engineLabels()));
        }
        ArrayNode plugins = engine.putArray("Plugins");
        PLUGINS.forEach(p -> plugins.addObject().put("Type", p.getKey()).put("Name", p.getValue()));
        description.putObject("TLSInfo");
        out.putObject("Status").put("State", node.ready() ? "ready" : "down").put("Addr", node.address());
        if (view.manager()) {
            ObjectNode manager = out.putObject("ManagerStatus");
            if (view.leader()) {
                manager.put("Leader", true);
            }
            manager.put("Reachability", node.ready() ? "reachable" : "unreachable")
                    .put("Addr", node.address());
        }
        return out;
    }

    private static void spec(ObjectNode out, NodeView view) {
        NodeSettings settings = view.node().settings();
        if (!settings.name().isEmpty()) {
            out.put("Name", settings.name());
        }
        out.set("Labels", DockerJson.map(settings.labels()));
        out.put("Role", view.role()).put("Availability", settings.availability().word());
    }

    /** What {@code GET /nodes} answers. */
    public static ArrayNode list(List<NodeView> views) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        views.forEach(v -> out.add(encode(v)));
        return out;
    }
}
