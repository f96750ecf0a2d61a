package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code --network} and what belongs to it. */
final class RunNetworks {
    private static final Set<String> NAMELESS = Set.of("default", "bridge", "host", "none");

    private final Flags flags;

    RunNetworks(Flags flags) {
        this.flags = flags;
    }

    void write(ObjectNode body, ObjectNode host) {
        List<String> networks = flags.all("network").isEmpty() ? List.of("default") : flags.all("network");
        ObjectNode endpoints = body.objectNode();
        boolean first = true;
        for (String value : networks) {
            ObjectNode endpoint = body.objectNode();
            String name = value.contains("=") ? advanced(value, endpoint) : value;
            if (first) {
                host.put("NetworkMode", name);
                plain(name, endpoint);
                first = false;
            }
            if (!endpoint.isEmpty() || !NAMELESS.contains(name) && !name.startsWith("container:")) {
                endpoints.set(name, endpoint);
            }
        }
        if (!endpoints.isEmpty()) {
            body.putObject("NetworkingConfig").set("EndpointsConfig", endpoints);
        }
    }

    /** The flags that are about the first network. */
    private void plain(String name, ObjectNode endpoint) {
        List<String> aliases = flags.all("network-alias");
        if (!aliases.isEmpty()) {
            if (NAMELESS.contains(name)) {
                throw new IllegalArgumentException(
                        "network-scoped aliases are only supported for user-defined networks");
            }
            ArrayNode list = endpoint.withArray("Aliases");
            aliases.forEach(list::add);
        }
        Optional<String> v4 = flags.last("ip");
        Optional<String> v6 = flags.last("ip6");
        v4.ifPresent(a -> endpoint.withObject("/IPAMConfig").put("IPv4Address", a));
        v6.ifPresent(a -> endpoint.withObject("/IPAMConfig").put("IPv6Address", a));
        flags.all("link-local-ip")
                .forEach(a -> endpoint.withObject("/IPAMConfig")
                        .withArray("LinkLocalIPs")
                        .add(a));
        flags.last("mac-address").ifPresent(m -> endpoint.put("MacAddress", m));
    }

    static String advanced(String value, ObjectNode endpoint) {
        String name = "";
        for (String field : Csv.split(value)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String text = equals < 0 ? "" : field.substring(equals + 1);
            switch (key) {
                case "name" -> name = text;
                case "alias" -> endpoint.withArray("Aliases").add(text);
                case "ip" -> endpoint.withObject("/IPAMConfig").put("IPv4Address", text);
                case "ip6" -> endpoint.withObject("/IPAMConfig").put("IPv6Address", text);
                case "mac-address" -> endpoint.put("MacAddress", text);
                case "link-local-ip" ->
                    endpoint.withObject("/IPAMConfig").withArray("LinkLocalIPs").add(text);
                case "driver-opt" -> {
                    int inner = text.indexOf('=');
                    endpoint.withObject("/DriverOpts")
                            .put(
                                    inner < 0 ? text : text.substring(0, inner),
                                    inner < 0 ? "" : text.substring(inner + 1));
                }
                default -> throw new IllegalArgumentException("invalid field key " + key);
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("network name/id is not specified");
        }
        return name;
    }
}
