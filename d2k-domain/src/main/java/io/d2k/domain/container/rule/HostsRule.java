package io.d2k.domain.container.rule;

import io.d2k.domain.IpPrefix;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.system.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code --add-host} and {@code --dns*} to host aliases and resolver settings. */
public final class HostsRule {
    private static final String HOST_GATEWAY = "host-gateway";

    private static final int NAME_SERVERS = 3;

    private HostsRule() {}

    /**
     * Translates {@code name:address} entries, in order: those that the kubelet writes. Capitals make no other host.
     *
     * @param gateway what {@code host-gateway} stands for, nothing where that is not known
     * @throws EngineException in Docker's words, of the others, too
     */
    public static List<HostAlias> byKubelet(List<String> entries, Optional<String> gateway) {
        return HostsFileRule.byKubelet(hosts(entries, gateway).stream()
                .map(h -> new HostAlias(
                        h.ip(), h.names().stream().map(HostsRule::lower).toList()))
                .toList());
    }

    /**
     * Returns the others of entries that have been checked, such as {@code my_host:10.1.2.3}: they are written into the file
     * of the running container.
     */
    public static List<HostAlias> beyondKubelet(List<String> entries, Optional<String> gateway) {
        return written(entries.stream().filter(HostsRule::beyondKubelet).toList(), gateway);
    }

    /** As {@link #beyondKubelet(List, Optional)}, and what stands for the host, which no plan names. */
    public static List<HostAlias> beyondPlan(List<String> entries, Optional<String> gateway) {
        return written(
                entries.stream().filter(e -> beyondKubelet(e) || ofHost(e)).toList(), gateway);
    }

    /** Returns whether some of the entries may have to be written into the file of the running container. */
    public static boolean anyWritten(List<String> entries) {
        return entries.stream().anyMatch(e -> beyondKubelet(e) || ofHost(e));
    }

    /** Returns whether an entry stands for the host of the container. */
    public static boolean ofHost(String entry) {
        return entry.endsWith(":" + HOST_GATEWAY);
    }

    private static boolean beyondKubelet(String entry) {
        return !HostsFileRule.kubeletTakes(lower(entry.substring(0, entry.indexOf(':'))));
    }

    private static List<HostAlias> written(List<String> entries, Optional<String> gateway) {
        return hosts(
                entries.stream().filter(e -> gateway.isPresent() || !ofHost(e)).toList(), gateway);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * Translates {@code name:address} entries, in order.
     *
     * @param gateway what {@code host-gateway} stands for, nothing where that is not known
     * @throws EngineException in Docker's words
     */
    static List<HostAlias> hosts(List<String> entries, Optional<String> gateway) {
        List<HostAlias> aliases = new ArrayList<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            if (colon <= 0) {
                throw EngineException.invalid("bad format for add-host: \"" + entry + "\"");
            }
            String ip = entry.substring(colon + 1).replaceAll("^\\[|]$", "");
            if (ip.equals(HOST_GATEWAY)) {
                ip = gateway.orElseThrow(() -> EngineException.unsupported(
                        "host-gateway has no address here: set D2K_HOST_GATEWAY_IP, or name an address instead"));
            }
            if (IpPrefix.address(ip).isEmpty()) {
                throw EngineException.invalid("invalid IP address in add-host: \"" + ip + "\"");
            }
            aliases.add(new HostAlias(ip, List.of(entry.substring(0, colon))));
        }
        return aliases;
    }

    /**
     * Returns what {@code host-gateway} stands for: what the operator says, else the only node; of several nodes none is
     * the host of a container that has not been scheduled.
     */
    public static Optional<String> gateway(Optional<String> configured, List<Node> nodes) {
        return configured.or(() -> nodes.size() == 1
                ? Optional.of(nodes.getFirst().address()).filter(address -> !address.isEmpty())
                : Optional.empty());
    }

    /** Returns why a swarm's node starts no container with these name servers; nothing where it may. */
    public static Optional<String> refusal(List<String> servers) {
        return servers.stream()
                .filter(s -> IpPrefix.address(s).isEmpty())
                .findFirst()
                .map(s -> "bad nameserver address " + s + ": ParseAddr(\"" + s + "\"): unable to parse IP");
    }

    /** As {@link #dns(NetworkSpec)}, and says which name servers Kubernetes does not take. */
    static Dns dns(NetworkSpec spec, Warnings warnings) {
        if (spec.dns().size() > NAME_SERVERS) {
            warnings.add("Resolvers ask " + NAME_SERVERS + " name servers, and Kubernetes takes no more. Ignored: "
                    + String.join(
                            ", ", spec.dns().subList(NAME_SERVERS, spec.dns().size())) + ".");
        }
        return dns(spec);
    }

    /**
     * Translates resolver settings; where names are looked up is for the networks to say.
     *
     * @throws EngineException in Docker's words
     */
    public static Dns dns(NetworkSpec spec) {
        for (String server : spec.dns()) {
            if (IpPrefix.address(server).isEmpty()) {
                throw EngineException.invalid("invalid IP address: " + server);
            }
        }
        // several in one are several, capitals make no other domain, and "." asks for no search domain at all
        List<String> searches = spec.dnsSearch().stream()
                .flatMap(s -> Stream.of(s.strip().split("\\s+")))
                .filter(s -> !s.equals(".") && !s.isEmpty())
                .map(HostsRule::lower)
                .toList();
        List<String> options =
                spec.dnsOptions().stream().filter(o -> !o.isEmpty()).toList();
        List<String> servers = spec.dns().stream().limit(NAME_SERVERS).toList();
        return new Dns(servers, searches, options, NameScope.CLUSTER);
    }
}
