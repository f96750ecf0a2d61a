package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code --add-host} and {@code --dns*} to host aliases and resolver settings. */
public final class HostsRule {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final String HOST_GATEWAY = "host-gateway";

    private HostsRule() {}

    /**
     * Translates {@code name:address} entries, in order.
     *
     * @throws EngineException in Docker's words
     */
    public static List<HostAlias> hosts(List<String> entries) {
        List<HostAlias> aliases = new ArrayList<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            if (colon <= 0) {
                throw EngineException.invalid("bad format for add-host: \"" + entry + "\"");
            }
            String ip = entry.substring(colon + 1).replaceAll("^\\[|]$", "");
            if (ip.equals(HOST_GATEWAY)) {
                throw EngineException.unsupported(
                        "host-gateway has no meaning on Kubernetes: name the address instead");
            }
            if (!isAddress(ip)) {
                throw EngineException.invalid("invalid IP address in add-host: \"" + ip + "\"");
            }
            aliases.add(new HostAlias(ip, List.of(entry.substring(0, colon))));
        }
        return aliases;
    }

    /**
     * Translates resolver settings.
     *
     * @throws EngineException in Docker's words
     */
    public static Dns dns(List<String> servers, List<String> searches, List<String> options) {
        for (String server : servers) {
            if (!isAddress(server)) {
                throw EngineException.invalid("invalid IP address: " + server);
            }
        }
        // "." asks for no search domain at all
        return new Dns(servers, searches.stream().filter(s -> !s.equals(".")).toList(), options);
    }

    private static boolean isAddress(String text) {
        var four = IPV4.matcher(text);
        if (four.matches()) {
            for (int i = 1; i <= four.groupCount(); i++) {
                if (Integer.parseInt(four.group(i)) > 255) {
                    return false;
                }
            }
            return true;
        }
        return IPV6.matcher(text).matches();
    }
}
