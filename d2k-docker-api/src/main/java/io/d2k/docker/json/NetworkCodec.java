package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.BOOL;
import static io.d2k.docker.json.GoTypes.TEXT;
import static io.d2k.docker.json.GoTypes.TEXT_MAP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.IpamRule;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes networks. */
public final class NetworkCodec {
    private static final GoStruct IPAM_CONFIG = GoStruct.named("network.IPAMConfig")
            .omitEmpty("Subnet", TEXT)
            .omitEmpty("IPRange", TEXT)
            .omitEmpty("Gateway", TEXT)
            .omitEmpty("AuxiliaryAddresses", TEXT_MAP)
            .build();
    private static final GoStruct IPAM = GoStruct.named("network.IPAM")
            .field("Driver", TEXT)
            .field("Options", TEXT_MAP)
            .field("Config", GoTypes.listOf(IPAM_CONFIG))
            .build();
    private static final GoStruct CONFIG_REFERENCE =
            GoStruct.named("network.ConfigReference").field("Network", TEXT).build();
    private static final GoStruct CREATE_OPTIONS = GoStruct.named("types.NetworkCreate")
            .omitEmpty("CheckDuplicate", BOOL)
            .field("Driver", TEXT)
            .field("Scope", TEXT)
            .field("EnableIPv6", BOOL)
            .field("IPAM", new GoType.Nullable(IPAM))
            .field("Internal", BOOL)
            .field("Attachable", BOOL)
            .field("Ingress", BOOL)
            .field("ConfigOnly", BOOL)
            .field("ConfigFrom", new GoType.Nullable(CONFIG_REFERENCE))
            .field("Options", TEXT_MAP)
            .field("Labels", TEXT_MAP)
            .build();
    static final GoStruct CREATE = GoStruct.named("types.NetworkCreateRequest")
            .embed("NetworkCreate", CREATE_OPTIONS)
            .field("Name", TEXT)
            .build();
    private static final GoStruct CONNECT = GoStruct.named("types.NetworkConnect")
            .field("Container", TEXT)
            .omitEmpty("EndpointConfig", new GoType.Nullable(ContainerSchema.ENDPOINT))
            .build();
    private static final GoStruct DISCONNECT = GoStruct.named("types.NetworkDisconnect")
            .field("Container", TEXT)
            .field("Force", BOOL)
            .build();

    private NetworkCodec() {}

    /**
     * Reads {@code POST /networks/create}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static NetworkRequest decode(byte[] body) {
        ObjectNode create = DockerJson.read(body, CREATE);
        var fields = new Fields(create);
        checkConfigurations(fields);
        return new NetworkRequest(
                fields.text("Name"),
                fields.text("Driver"),
                fields.text("Scope"),
                fields.flag("Internal"),
                fields.flag("Attachable"),
                fields.flag("Ingress"),
                fields.map("Labels"),
                fields.map("Options"),
                ipam(fields.object("IPAM"), fields.flag("EnableIPv6")),
                DockerJson.text(CREATE.withoutUnset(create)));
    }

    /** Networks that only hold settings for others have none to hold here, so none can be named either. */
    private static void checkConfigurations(Fields asked) {
        if (asked.flag("ConfigOnly")) {
            throw EngineException.unsupported(
                    "a network of settings alone (ConfigOnly) has no counterpart on Kubernetes: the cluster's own network"
                            + " carries all, so create the networks themselves");
        }
        String from = asked.object("ConfigFrom").text("Network");
        if (!from.isEmpty()) {
            throw EngineException.notFound("configuration network \"" + from + "\" does not exist");
        }
    }

    private static IpamSpec ipam(Fields asked, boolean ipv6) {
        List<IpamSpec.Pool> pools = new ArrayList<>();
        for (JsonNode node : asked.node().path("Config")) {
            var pool = new Fields(node);
            pools.add(new IpamSpec.Pool(
                    pool.text("Subnet"), pool.text("IPRange"), pool.text("Gateway"), pool.map("AuxiliaryAddresses")));
        }
        return new IpamSpec(asked.text("Driver"), ipv6, pools);
    }

    /**
     * Reads {@code POST /networks/ID/connect}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static Connect connect(byte[] body) {
        var fields = new Fields(DockerJson.read(body, CONNECT));
        Fields endpoint = fields.object("EndpointConfig");
        var others = new TreeMap<>(OtherSettings.ofEndpoint("EndpointConfig", endpoint.node()));
        Fields addresses = endpoint.object("IPAMConfig");
        for (String name : List.of("IPv4Address", "IPv6Address")) {
            addresses.textIfSet(name).ifPresent(a -> others.put("EndpointConfig.IPAMConfig." + name, quoted(a)));
        }
        endpoint.textIfSet("MacAddress").ifPresent(m -> others.put("EndpointConfig.MacAddress", quoted(m)));
        return new Connect(
                fields.text("Container"),
                new Membership(
                        endpoint.texts("Aliases"),
                        endpoint.texts("Links"),
                        NetworkSettingsEncoder.kept(endpoint.node())),
                others);
    }

    static JsonNode endpoint(byte[] body) {
        return new Fields(DockerJson.read(body, CONNECT))
                .object("EndpointConfig")
                .node();
    }

    private static String quoted(String text) {
        return DockerJson.text(DockerJson.mapper().getNodeFactory().textNode(text));
    }

    /**
     * Reads {@code POST /networks/ID/disconnect}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static Disconnect disconnect(byte[] body) {
        var fields = new Fields(DockerJson.read(body, DISCONNECT));
        return new Disconnect(fields.text("Container"), fields.flag("Force"));
    }

    /**
     * What {@code GET /networks/ID} answers. Subnets are those that were asked for; the cluster does not tell its own.
     *
     * @param verbose whether a swarm's services on it are told, too
     */
    public static ObjectNode inspect(NetworkView view, boolean verbose) {
        ObjectNode containers = DockerJson.object();
        var members = new TreeMap<String, NetworkView.Member>();
        view.members().forEach(m -> members.put(m.containerId(), m));
        members.forEach((id, m) -> containers
                .putObject(id)
                .put("Name", m.name())
                .put("EndpointID", m.endpointId())
                .put("MacAddress", "")
                .put("IPv4Address", Addresses.ofFamily(m.ip(), false))
                .put("IPv6Address", Addresses.ofFamily(m.ip(), true)));
        ObjectNode out = encode(view.record(), containers);
        if (!members.isEmpty() && out.get("Labels").isNull()) {
            out.putObject("Labels"); // a node that has the network fills them in
        }
        return OverlayEncoder.add(out, view.overlay(), verbose);
    }

    /** What {@code GET /networks} answers: without members, as Docker does. */
    public static ArrayNode list(List<NetworkView> views) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        views.forEach(v -> out.add(encode(v.record(), DockerJson.object())));
        return out;
    }

    private static ObjectNode encode(NetworkRecord network, ObjectNode containers) {
        var asked = new Fields(DockerJson.read(network.document().getBytes(StandardCharsets.UTF_8), CREATE));
        ObjectNode out = DockerJson.object()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", GoTime.nanos(network.created()))
                .put("Scope", network.scope())
                .put("Driver", network.driver())
                .put("EnableIPv6", asked.flag("EnableIPv6"));
        // A swarm's manager writes no empty options and labels, and null for containers, too, which Portainer stumbles
        // over.
        boolean swarm = network.swarmScope();
        out.set("IPAM", addresses(asked.object("IPAM"), swarm));
        out.put("Internal", network.internal())
                .put("Attachable", network.attachable())
                .put("Ingress", asked.flag("Ingress"));
        out.putObject("ConfigFrom").put("Network", asked.object("ConfigFrom").text("Network"));
        out.put("ConfigOnly", asked.flag("ConfigOnly"));
        out.set("Containers", containers);
        out.set("Options", DockerJson.map(network.options()));
        boolean unlabelled = swarm && !asked.flag("Ingress") && network.labels().isEmpty();
        out.set("Labels", unlabelled ? NullNode.instance : DockerJson.map(network.labels()));
        return out;
    }

    /** A swarm chooses the gateway when the network is made, and tells it from then on; an engine tells what was asked. */
    private static JsonNode withGateway(JsonNode pool) {
        var asked = new Fields(pool);
        if (!asked.text("Gateway").isEmpty()) {
            return pool;
        }
        ObjectNode out = pool.deepCopy();
        IpamRule.gateway(asked.text("Subnet"), asked.text("IPRange")).ifPresent(g -> out.put("Gateway", g));
        return out;
    }

    static ObjectNode addresses(NetworkRecord network) {
        var asked = new Fields(DockerJson.read(network.document().getBytes(StandardCharsets.UTF_8), CREATE));
        return addresses(asked.object("IPAM"), network.swarmScope());
    }

    private static ObjectNode addresses(Fields asked, boolean swarm) {
        String driver = asked.text("Driver");
        ObjectNode out = DockerJson.object().put("Driver", driver.isEmpty() ? "default" : driver);
        JsonNode options = asked.node().path("Options");
        if (asked.isSet("Options") && !(swarm && options.isEmpty())) {
            out.set("Options", options);
        } else {
            out.putNull("Options");
        }
        // Clients iterate over it, so it is never null.
        if (asked.isSet("Config")) {
            List<JsonNode> pools = new ArrayList<>();
            asked.node().get("Config").forEach(pools::add);
            pools.sort(Comparator.comparing(p -> p.path("Subnet").asText().contains(":"))); // IPv4 first, as in moby
            if (swarm) {
                pools.replaceAll(NetworkCodec::withGateway);
            }
            out.putArray("Config").addAll(pools);
        } else {
            out.putArray("Config");
        }
        return out;
    }

    /** What {@code POST /networks/create} answers (201). */
    public static ObjectNode created(NetworkCreated created) {
        return DockerJson.object().put("Id", created.id()).put("Warning", String.join("; ", created.warnings()));
    }

    /** What {@code POST /networks/prune} answers. */
    public static ObjectNode pruned(List<String> names) {
        ObjectNode out = DockerJson.object();
        out.set("NetworksDeleted", DockerJson.arrayOrNull(names));
        return out;
    }

    /**
     * A container to join.
     *
     * @param container its name or ID
     * @param aliases further names
     * @param links {@code name:alias} entries: what it alone finds by another name
     * @param otherSettings what else was set: path such as {@code EndpointConfig.IPAMConfig.IPv4Address} to JSON text
     */
    public record Connect(String container, Membership membership, Map<String, String> otherSettings) {
        /** Copies the map. */
        public Connect {
            otherSettings = Collections.unmodifiableMap(new LinkedHashMap<>(otherSettings));
        }
    }

    /**
     * A container to take off.
     *
     * @param container its name or ID
     * @param force whether it is taken off although it runs elsewhere
     */
    public record Disconnect(String container, boolean force) {}
}
