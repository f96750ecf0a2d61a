package io.d2k.docker.json;

import io.d2k.domain.container.PortBinding;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads ports: {@code 80/tcp}, {@code 80}, and ranges such as {@code 8000-8010/udp} where Docker takes them. */
final class PortReader {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MAX = 65535;

    private PortReader() {}

    /**
     * Reads {@code ExposedPorts}.
     *
     * @throws EngineException when a key is no port
     */
    static List<Port> exposed(List<String> keys) {
        var out = new TreeSet<Port>();
        for (String key : keys) {
            int[] range = range(number(key), false);
            for (int n = range[0]; n <= range[1]; n++) {
                out.add(new Port(n, protocol(key)));
            }
        }
        return List.copyOf(out);
    }

    /**
     * Reads {@code PortBindings}; a port with none is published nowhere in particular.
     *
     * @throws EngineException when a key is no port or a host port is none
     */
    static Map<Port, List<PortBinding>> bindings(Map<String, List<Fields>> map) {
        var out = new TreeMap<Port, List<PortBinding>>();
        map.forEach((key, bindings) -> {
            String number = number(key);
            if (number.contains("-")) {
                throw invalid(number);
            }
            var port = new Port(range(number, false)[0], protocol(key));
            var hosts = out.computeIfAbsent(port, p -> new ArrayList<>());
            for (Fields b : bindings) {
                String hostPort = number(b.text("HostPort"));
                if (!hostPort.isEmpty()) {
                    range(hostPort, true);
                }
                hosts.add(new PortBinding(b.text("HostIp"), hostPort));
            }
        });
        return out;
    }

    private static String number(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    private static Protocol protocol(String key) {
        String[] parts = key.split("/", -1);
        String name = parts.length < 2 || parts[1].isEmpty() ? "tcp" : parts[1];
        return Protocol.of(name).orElseThrow(() -> EngineException.invalid("Invalid proto: " + name));
    }

    private static int[] range(String numbers, boolean zero) {
        Matcher m = NUMBERS.matcher(numbers);
        if (!m.matches()) {
            throw invalid(numbers);
        }
        int first = Integer.parseInt(m.group(1));
        int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
        if (first > last || last > MAX || (first == 0 && !zero)) {
            throw invalid(numbers);
        }
        return new int[] {first, last};
    }

    private static EngineException invalid(String numbers) {
        return EngineException.invalid("invalid port specification: \"" + numbers + "\"");
    }
}
