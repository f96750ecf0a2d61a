package io.d2k.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A port of a container, and where it is published.
 *
 * @param hostIp the host's address, empty for any
 * @param hostPort the host's port or range, empty for any
 * @param target the container's port
 * @param protocol tcp, udp or sctp
 */
public record PortSpec(String hostIp, String hostPort, int target, String protocol) {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final int HIGHEST = 65_535;

    /** Returns the key of the port, such as {@code 80/tcp}. */
    public String key() {
        return target + "/" + protocol;
    }

    /**
     * Reads {@code [[ip:]published:]target[/protocol]}; published and target may be ranges.
     *
     * @throws IllegalArgumentException in Docker's words
     */
    public static List<PortSpec> parse(String text) {
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
        String rest = slash < 0 ? text : text.substring(0, slash);
        int colon = rest.lastIndexOf(':');
        String target = rest.substring(colon + 1);
        String front = colon < 0 ? "" : rest.substring(0, colon);
        String ip = "";
        String published = front;
        int second = front.lastIndexOf(':');
        if (second >= 0) {
            ip = front.substring(0, second);
            published = front.substring(second + 1);
        }
        if (ip.startsWith("[") && ip.endsWith("]")) {
            ip = ip.substring(1, ip.length() - 1);
        }
        return of(ip, published, target, protocol);
    }

    /**
     * Puts the parts together.
     *
     * @throws IllegalArgumentException in Docker's words
     */
    public static List<PortSpec> of(String ip, String published, String target, String protocol) {
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException("invalid proto: " + protocol);
        }
        if (target.isEmpty()) {
            throw new IllegalArgumentException("no port specified: " + published + "<empty>");
        }
        int[] to = range(target, "invalid containerPort: " + target);
        int[] from = published.isEmpty() ? new int[0] : range(published, "invalid hostPort: " + published);
        boolean many = to[1] > to[0];
        if (from.length > 0 && many && from[1] - from[0] != to[1] - to[0]) {
            throw new IllegalArgumentException(
                    "invalid ranges specified for container and host Ports: " + target + " and " + published);
        }
        List<PortSpec> all = new ArrayList<>();
        for (int i = 0; i <= to[1] - to[0]; i++) {
            String host = from.length == 0 ? "" : many ? Integer.toString(from[0] + i) : published;
            all.add(new PortSpec(ip, host, to[0] + i, protocol));
        }
        return all;
    }

    /** Writes ports into a create request: those of the container, and those of the host. */
    public static void write(List<PortSpec> published, List<PortSpec> exposed, ObjectNode config, ObjectNode host) {
        Set<String> keys = new TreeSet<>();
        exposed.forEach(p -> keys.add(p.key()));
        TreeMap<String, ArrayNode> bindings = new TreeMap<>();
        for (PortSpec p : published) {
            keys.add(p.key());
            ArrayNode hosts = bindings.computeIfAbsent(p.key(), k -> host.arrayNode());
            ObjectNode binding = host.objectNode().put("HostIp", p.hostIp()).put("HostPort", p.hostPort());
            boolean known = false;
            for (var h : hosts) {
                known |= h.equals(binding);
            }
            if (!known) {
                hosts.add(binding);
            }
        }
        if (!keys.isEmpty()) {
            ObjectNode ports = config.putObject("ExposedPorts");
            keys.forEach(ports::putObject);
        }
        if (!bindings.isEmpty()) {
            ObjectNode ports = host.putObject("PortBindings");
            bindings.forEach(ports::set);
        }
    }

    private static int[] range(String text, String complaint) {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash), complaint);
        int last = dash < 0 ? first : number(text.substring(dash + 1), complaint);
        if (last < first) {
            throw new IllegalArgumentException(complaint);
        }
        return new int[] {first, last};
    }

    private static int number(String text, String complaint) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > HIGHEST) {
            throw new IllegalArgumentException(complaint);
        }
        return Integer.parseInt(text);
    }
}
