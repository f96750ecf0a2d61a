package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.service.TaskView.Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes the networks of tasks, as a swarm's manager keeps them ({@code swarm.Network}). */
final class TaskNetworkEncoder {
    private TaskNetworkEncoder() {}

    /**
     * Writes one network of a task.
     *
     * @param network what is known of the network, empty where it has gone
     */
    static ObjectNode attachment(Address address, Optional<NetworkRecord> network) {
        ObjectNode out = DockerJson.object();
        ObjectNode written =
                out.putObject("Network").put("ID", address.network().networkId());
        network.ifPresentOrElse(
                n -> describe(written, n),
                () -> written.putObject("Spec").put("Name", address.network().networkName()));
        out.putArray("Addresses").add(address.range());
        return out;
    }

    private static void describe(ObjectNode out, NetworkRecord network) {
        var asked =
                new Fields(DockerJson.read(network.document().getBytes(StandardCharsets.UTF_8), NetworkCodec.CREATE));
        out.putObject("Version").put("Index", 1); // a network never changes
        String created = GoTime.nanos(network.created());
        out.put("CreatedAt", created).put("UpdatedAt", created);
        boolean ingress = asked.flag("Ingress");
        boolean predefined = network.document().isEmpty();
        ObjectNode spec = out.putObject("Spec").put("Name", network.name());
        spec.set("Labels", DockerJson.map(network.labels()));
        ObjectNode driver = spec.putObject("DriverConfiguration");
        if (!ingress) {
            driver.put("Name", network.driver());
        }
        flag(spec, "IPv6Enabled", asked.flag("EnableIPv6"));
        flag(spec, "Internal", network.internal());
        flag(spec, "Attachable", network.attachable());
        flag(spec, "Ingress", ingress);
        ObjectNode addresses = addresses(network, !predefined);
        ObjectNode state = out.putObject("DriverState").put("Name", network.driver());
        if (!network.options().isEmpty()) {
            driver.set("Options", DockerJson.map(network.options()));
            state.set("Options", DockerJson.map(network.options()));
        }
        if (!predefined) {
            spec.set("IPAMOptions", addresses);
        }
        spec.put("Scope", network.scope());
        out.set("IPAMOptions", addresses.deepCopy());
    }

    private static void flag(ObjectNode out, String name, boolean set) {
        if (set) {
            out.put(name, true);
        }
    }

    private static ObjectNode addresses(NetworkRecord network, boolean driven) {
        ObjectNode out = DockerJson.object();
        ObjectNode driver = out.putObject("Driver");
        if (driven) {
            ObjectNode known = NetworkCodec.addresses(network);
            driver.put("Name", known.get("Driver").asText());
            if (known.get("Options").isObject()) {
                driver.set("Options", known.get("Options"));
            }
            known.get("Config").forEach(p -> pool(out.withArrayProperty("Configs"), new Fields(p)));
        }
        return out;
    }

    private static void pool(ArrayNode out, Fields asked) {
        ObjectNode pool = out.addObject();
        text(pool, "Subnet", asked.text("Subnet"));
        text(pool, "Range", asked.text("IPRange"));
        text(pool, "Gateway", asked.text("Gateway"));
    }

    private static void text(ObjectNode out, String name, String value) {
        if (!value.isEmpty()) {
            out.put(name, value);
        }
    }
}
