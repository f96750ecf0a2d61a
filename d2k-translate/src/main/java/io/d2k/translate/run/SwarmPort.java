package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.PortSpec;
import java.util.Locale;

/** A value of {@code --publish} of a service: {@code 8080:80/udp}, or {@code published=8080,target=80,mode=host}. */
final class SwarmPort {
    private SwarmPort() {}

    /**
     * Adds the ports that it publishes.
     *
     * @throws IllegalArgumentException in the words of Docker's command line
     */
    static void write(String text, ObjectNode endpoint) {
        try {
            ArrayNode ports = endpoint.withArray("Ports");
            if (text.contains("=")) {
                longForm(text, ports);
                return;
            }
            for (PortSpec port : PortSpec.parse(text)) {
                if (port.hostPort().contains("-")) {
                    throw new IllegalArgumentException(
                            "invalid hostport binding (" + port.hostPort() + ") for port (" + port.target() + ")");
                }
                add(ports, port.protocol(), port.target(), port.hostPort(), "ingress");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid argument \"" + text + "\" for \"-p, --publish\" flag: " + e.getMessage(), e);
        }
    }

    private static void longForm(String text, ArrayNode ports) {
        String protocol = "tcp";
        String mode = "ingress";
        String target = "";
        String published = "";
        for (String field : Csv.split(text)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("invalid field: " + field);
            }
            String value = field.substring(equals + 1).toLowerCase(Locale.ROOT);
            switch (field.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "protocol" -> protocol = value;
                case "mode" -> mode = value;
                case "target" -> target = value;
                case "published" -> published = value;
                default -> throw new IllegalArgumentException("invalid field key " + field.substring(0, equals));
            }
        }
        if (!mode.equals("ingress") && !mode.equals("host")) {
            throw new IllegalArgumentException("invalid publish mode value: " + mode);
        }
        if (target.isEmpty()) {
            throw new IllegalArgumentException("missing mandatory field \"target\"");
        }
        PortSpec port = PortSpec.of("", published, target, protocol).getFirst();
        add(ports, protocol, port.target(), published, mode);
    }

    private static void add(ArrayNode ports, String protocol, int target, String published, String mode) {
        ObjectNode port = ports.addObject().put("Protocol", protocol).put("TargetPort", target);
        if (!published.isEmpty()) {
            port.put("PublishedPort", Integer.parseInt(published));
        }
        port.put("PublishMode", mode);
    }
}
