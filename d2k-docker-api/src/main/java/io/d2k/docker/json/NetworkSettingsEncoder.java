package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.ContainerView.Endpoint;
import io.d2k.domain.container.PortBinding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes {@code NetworkSettings} of containers. */
final class NetworkSettingsEncoder {
    private static final String BRIDGE = "bridge";
    private static final int SHORT_ID = 12;
    private static final List<String> PREDEFINED = List.of(BRIDGE, "host", "none", "default");
    private static final List<String> TOP_LEVEL = List.of(
            "EndpointID",
            "Gateway",
            "GlobalIPv6Address",
            "GlobalIPv6PrefixLen",
            "IPAddress",
            "IPPrefixLen",
            "IPv6Gateway",
            "MacAddress");

    private NetworkSettingsEncoder() {}

    static ObjectNode inspect(ContainerView view, CreateDocument asked, ApiVersion version) {
        ObjectNode networks = DockerJson.object();
        byName(view).forEach((name, endpoint) -> {
            JsonNode settings = settings(view, name, asked);
            ObjectNode written = endpoint(endpoint);
            for (String kept : List.of("IPAMConfig", "MacAddress", "DriverOpts")) {
                if (settings.has(kept)) {
                    written.set(kept, settings.get(kept));
                }
            }
            written.set("Links", orEmpty(list(endpoint.links()), settings.path("Links")));
            written.set("Aliases", orEmpty(aliases(view, endpoint, version), settings.path("Aliases")));
            written.set("DNSNames", list(endpoint.dnsNames()));
            networks.set(name, written);
        });
        ObjectNode out =
                DockerJson.object().put("Bridge", "").put("SandboxID", "").put("SandboxKey", "");
        out.set("Ports", ports(view));
        out.put("HairpinMode", false)
                .put("LinkLocalIPv6Address", "")
                .put("LinkLocalIPv6PrefixLen", 0)
                .putNull("SecondaryIPAddresses")
                .putNull("SecondaryIPv6Addresses");
        JsonNode bridge = networks.has(BRIDGE) ? networks.get(BRIDGE) : ContainerSchema.ENDPOINT.zero();
        TOP_LEVEL.forEach(name -> out.set(name, bridge.path(name)));
        out.set("Networks", networks);
        return out;
    }

    /** Returns what a client wrote of an endpoint: to join the network, or to make the container. */
    private static JsonNode settings(ContainerView view, String network, CreateDocument asked) {
        Optional<Attachment> joined = view.record().networks().stream()
                .filter(a -> a.networkName().equals(network))
                .findFirst();
        String document = joined.map(Attachment::document).orElse("");
        if (!document.isEmpty()) {
            return DockerJson.read(document.getBytes(StandardCharsets.UTF_8));
        }
        JsonNode byName = asked.endpoints().path(network);
        return byName.isMissingNode()
                ? asked.endpoints().path(joined.map(Attachment::networkId).orElse(""))
                : byName;
    }

    /** Returns what of an endpoint that a client wrote is told again. */
    static String kept(JsonNode endpoint) {
        ObjectNode kept = DockerJson.object();
        for (String name : List.of("IPAMConfig", "Links", "Aliases", "DriverOpts")) {
            if (endpoint.hasNonNull(name)) {
                kept.set(name, endpoint.get(name));
            }
        }
        return DockerJson.text(kept);
    }

    /** No entries are null, unless the client wrote that there are none. */
    private static JsonNode orEmpty(JsonNode told, JsonNode asked) {
        return told.isNull() && asked.isArray() ? DockerJson.array(List.of()) : told;
    }

    /** Returns {@code Networks} of a list entry, which has no names. */
    static ObjectNode summary(ContainerView view) {
        ObjectNode networks = DockerJson.object();
        byName(view).forEach((name, endpoint) -> networks.set(name, endpoint(endpoint)));
        return networks;
    }

    private static Map<String, Endpoint> byName(ContainerView view) {
        var sorted = new TreeMap<String, Endpoint>();
        view.networks().forEach(e -> sorted.put(e.name(), e));
        return sorted;
    }

    private static ObjectNode endpoint(Endpoint endpoint) {
        ObjectNode out = ContainerSchema.ENDPOINT.zero();
        out.put("NetworkID", endpoint.networkId()).put("EndpointID", endpoint.endpointId());
        boolean six = endpoint.ip().contains(":");
        out.put(six ? "IPv6Gateway" : "Gateway", endpoint.gateway());
        out.put(six ? "GlobalIPv6Address" : "IPAddress", endpoint.ip());
        if (!endpoint.ip().isEmpty()) {
            out.put(six ? "GlobalIPv6PrefixLen" : "IPPrefixLen", Addresses.prefixLength(endpoint.ip()));
        }
        return out;
    }

    private static JsonNode aliases(ContainerView view, Endpoint endpoint, ApiVersion version) {
        if (!version.before(45) || PREDEFINED.contains(endpoint.name())) {
            return list(endpoint.aliases());
        }
        // Until 1.45, the aliases told the short ID and the host name too.
        var all = new LinkedHashSet<>(endpoint.aliases().orElse(List.of()));
        all.add(view.id().substring(0, Math.min(SHORT_ID, view.id().length())));
        all.add(view.config().hostname());
        return DockerJson.array(all);
    }

    private static JsonNode list(Optional<List<String>> texts) {
        return texts.isPresent() ? DockerJson.array(texts.get()) : NullNode.instance;
    }

    private static ObjectNode ports(ContainerView view) {
        var sorted = new TreeMap<String, List<PortBinding>>();
        view.published().forEach((port, bindings) -> sorted.put(port.key(), bindings));
        ObjectNode out = DockerJson.object();
        sorted.forEach((port, bindings) -> {
            if (bindings.isEmpty()) {
                out.putNull(port);
            } else {
                var list = out.putArray(port);
                bindings.forEach(b -> list.addObject().put("HostIp", b.hostIp()).put("HostPort", b.hostPort()));
            }
        });
        return out;
    }
}
