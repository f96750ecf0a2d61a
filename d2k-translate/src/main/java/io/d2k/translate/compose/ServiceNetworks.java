package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The networks that the containers of a service join. */
final class ServiceNetworks {
    private static final String MODE = "NetworkMode";

    private final Project project;
    private final String service;
    private final Fields fields;
    private final Map<String, Fields> services;
    private final Networks networks;

    ServiceNetworks(Project project, String service, Fields fields, Map<String, Fields> services, Networks networks) {
        this.project = project;
        this.service = service;
        this.fields = fields;
        this.services = services;
        this.networks = networks;
    }

    /** Writes the network mode, and returns the settings of the networks. */
    ObjectNode write(String container, ObjectNode host) {
        ObjectNode endpoints = ComposeRequests.object();
        Optional<String> mode = fields.text("network_mode");
        if (mode.isPresent()) {
            if (fields.has("networks")) {
                fields.error("network_mode", "a service has network_mode or networks, not both");
            }
            host.put(MODE, mode(mode.get()));
            return endpoints;
        }
        Map<String, Fields> joined = new LinkedHashMap<>();
        fields.objects("networks").entrySet().stream()
                // those of one priority by name, as docker compose has them
                .sorted(Comparator.comparingLong((Map.Entry<String, Fields> e) ->
                                -e.getValue().number("priority").orElse(0))
                        .thenComparing(Map.Entry::getKey))
                .forEach(e -> joined.put(e.getKey(), e.getValue()));
        if (joined.isEmpty()) {
            joined.put(Networks.DEFAULT, new Fields(fields.map(), fields.path(), fields.problems()));
        }
        boolean byDefault = !fields.has("networks");
        joined.forEach((key, settings) -> {
            Optional<String> name = networks.use(key);
            if (name.isEmpty()) {
                fields.error("networks", "the network \"" + key + "\" is not declared at the top");
                return;
            }
            if (!host.has(MODE)) {
                host.put(MODE, name.get());
            }
            ObjectNode endpoint = endpoints.putObject(name.get());
            Set<String> aliases = new LinkedHashSet<>(List.of(container, service));
            if (!byDefault) {
                aliases.addAll(settings.texts("aliases"));
                addresses(settings, endpoint);
            }
            aliases.addAll(linkedNames());
            ArrayNode list = endpoint.putArray("Aliases");
            aliases.forEach(list::add);
        });
        links();
        return endpoints;
    }

    private String mode(String mode) {
        if (!mode.startsWith("service:")) {
            return mode;
        }
        String other = mode.substring("service:".length());
        Optional<Fields> target = Optional.ofNullable(services.get(other));
        if (target.isEmpty()) {
            fields.error("network_mode", "there is no service \"" + other + "\"");
        }
        return "container:" + target.flatMap(t -> t.text("container_name")).orElse(project.name() + "-" + other + "-1");
    }

    private static void addresses(Fields settings, ObjectNode endpoint) {
        Optional<String> v4 = settings.text("ipv4_address");
        Optional<String> v6 = settings.text("ipv6_address");
        if (v4.isPresent() || v6.isPresent()) {
            ObjectNode ipam = endpoint.putObject("IPAMConfig");
            v4.ifPresent(a -> ipam.put("IPv4Address", a));
            v6.ifPresent(a -> ipam.put("IPv6Address", a));
        }
        settings.text("mac_address").ifPresent(m -> endpoint.put("MacAddress", m));
        Map<String, String> options = settings.texts(settings.pairs("driver_opts"));
        if (!options.isEmpty()) {
            ObjectNode map = endpoint.putObject("DriverOpts");
            options.forEach(map::put);
        }
    }

    /** Links of others give this service further names; on one network all see them, not those alone that link. */
    private Set<String> linkedNames() {
        Set<String> names = new LinkedHashSet<>();
        services.values().forEach(other -> {
            for (String link : new Fields(other.map(), other.path(), new io.d2k.translate.Problems()).texts("links")) {
                int colon = link.indexOf(':');
                if (colon > 0 && link.substring(0, colon).equals(service)) {
                    names.add(link.substring(colon + 1));
                }
            }
        });
        return names;
    }

    private void links() {
        for (String link : fields.texts("links")) {
            String target = link.contains(":") ? link.substring(0, link.indexOf(':')) : link;
            if (!services.containsKey(target)) {
                fields.error("links", "there is no service \"" + target + "\"");
            } else if (link.contains(":")) {
                fields.warn(
                        "links",
                        "all services on the network find \"" + target + "\" as \""
                                + link.substring(link.indexOf(':') + 1) + "\" too, not this one alone");
            }
        }
        for (String link : fields.texts("external_links")) {
            fields.warn("external_links", "\"" + link + "\" is found by its own name where it is on the same network");
        }
    }
}
