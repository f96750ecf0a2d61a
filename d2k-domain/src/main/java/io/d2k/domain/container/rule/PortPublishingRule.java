package io.d2k.domain.container.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.IpPrefix;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code -p} and {@code -P} to what publishes them. As with moby, a binding counts for a port that is exposed, and one
 * without host ports is none ({@code daemon/network.go buildCreateEndpointOptions}). A host port that nobody named follows
 * from the container's ID, so that it stays the same from one start to the next without being written down anywhere.
 */
public final class PortPublishingRule {
    // Linux' range of ephemeral ports, from which Docker takes them too
    private static final int EPHEMERAL = 32_768;
    private static final int EPHEMERAL_COUNT = 28_232;
    // Kubernetes' default range of node ports
    private static final int NODE = 30_000;
    private static final int NODE_COUNT = 2_768;

    private PortPublishingRule() {}

    /**
     * A host port.
     *
     * @param ip the one address that it is taken at, empty for all
     */
    public record HostPort(PublishMode mode, Protocol protocol, int number, String ip) {
        /** At all addresses. */
        public HostPort(PublishMode mode, Protocol protocol, int number) {
            this(mode, protocol, number, "");
        }

        /** Returns whether both cannot be had. */
        boolean conflictsWith(HostPort other) {
            return mode == other.mode
                    && protocol == other.protocol
                    && number == other.number
                    && (ip.isEmpty() || other.ip.isEmpty() || ip.equals(other.ip));
        }
    }

    /** What came out. */
    public sealed interface Choice {
        /** Host ports were found for all. */
        record Published(List<Publication> publications) implements Choice {
            /** Copies the list. */
            public Published {
                publications = List.copyOf(publications);
            }
        }

        /** A host port that the client asked for is taken, or each one of a range. */
        record Taken(int first, int last, String ip) implements Choice {
            /** Returns why in Docker's words, which name the port where no other would have done. */
            public String reason() {
                return first > 0 && first == last
                        ? "Bind for " + address() + " failed: port is already allocated"
                        : "all ports are allocated";
            }

            private String address() {
                return (ip.isEmpty() ? "0.0.0.0" : ip.contains(":") ? "[" + ip + "]" : ip) + ":" + first;
            }
        }
    }

    private record Wish(PublishMode mode, Port target, int first, int last, String ip) {}

    /**
     * Chooses host ports.
     *
     * @param exposed the ports that request and image expose
     * @param mode the operator's choice
     * @param taken the host ports of others
     */
    public static Choice choose(
            String id, int run, NetworkSpec spec, Collection<Port> exposed, PublishMode mode, Set<HostPort> taken) {
        Set<HostPort> used = new HashSet<>(taken);
        Map<String, List<PublishedPort>> byPart = new TreeMap<>();
        Map<String, PublishMode> modes = new TreeMap<>();
        int index = 0;
        for (Wish wish : wishes(spec, exposed, mode)) {
            int port = number(id, wish, used, index++);
            if (port == 0) {
                return new Choice.Taken(wish.first(), wish.last(), wish.ip());
            }
            Protocol protocol = wish.target().protocol();
            used.add(new HostPort(wish.mode(), protocol, port, wish.ip()));
            String part = part(wish.mode(), protocol);
            modes.put(part, wish.mode());
            boolean fixed = wish.first() > 0 && wish.first() == wish.last();
            byPart.computeIfAbsent(part, p -> new ArrayList<>())
                    .add(new PublishedPort(port, fixed, wish.target(), wish.ip()));
        }
        return new Choice.Published(byPart.entrySet().stream()
                .map(e -> new Publication(modes.get(e.getKey()), e.getKey(), run, e.getValue()))
                .toList());
    }

    /** Returns the ports of the container that are to be published. */
    public static Set<Port> targets(NetworkSpec spec, Collection<Port> exposed, PublishMode mode) {
        return wishes(spec, exposed, mode).stream().map(Wish::target).collect(Collectors.toSet());
    }

    /** Warns of what the operator's choice cannot carry. */
    public static void judge(NetworkSpec spec, Collection<Port> exposed, PublishMode mode, Warnings warnings) {
        boolean addressed = spec.portBindings().values().stream()
                .flatMap(Collection::stream)
                .anyMatch(b -> !address(b.hostIp()).isEmpty());
        if (addressed && !onHost(mode)) {
            warnings.add("The host IP of a published port has no meaning on Kubernetes. It was ignored.");
        }
        Set<Port> named = Set.copyOf(exposed);
        spec.portBindings().entrySet().stream()
                .filter(e -> !e.getValue().isEmpty() && !named.contains(e.getKey()))
                .forEach(e -> warnings.add("Port " + e.getKey().key() + " is not published, as with the Docker Engine:"
                        + " neither ExposedPorts nor the image names it."));
        for (Wish wish : asked(spec, exposed, mode)) {
            boolean range = wish.first() >= NODE && wish.last() < NODE + NODE_COUNT;
            if (wish.mode() == PublishMode.FORWARD && wish.target().protocol() != Protocol.TCP) {
                warnings.add("Port " + wish.target().key()
                        + " is not published: a tunnel to a pod carries TCP alone. Use D2K_PUBLISH=loadbalancer.");
            } else if (mode == PublishMode.NODEPORT && wish.first() > 0 && !range) {
                warnings.add("Host port " + wish.first()
                        + " is not among the ports of nodes: another one is chosen, which docker port shows.");
            } else if (mode == PublishMode.CLUSTERIP) {
                warnings.add("Published ports are reached inside the cluster only (D2K_PUBLISH=clusterip).");
            }
        }
    }

    private static List<Wish> wishes(NetworkSpec spec, Collection<Port> exposed, PublishMode mode) {
        return asked(spec, exposed, mode).stream()
                .filter(w -> w.mode() != PublishMode.FORWARD || w.target().protocol() == Protocol.TCP)
                .map(PortPublishingRule::allowed)
                .toList();
    }

    private static List<Wish> asked(NetworkSpec spec, Collection<Port> exposed, PublishMode mode) {
        if (spec.mode().equals("none") || spec.mode().equals("host")) {
            return List.of();
        }
        List<Wish> wishes = new ArrayList<>();
        Set<Port> named = Set.copyOf(exposed);
        spec.portBindings().forEach((target, bindings) -> {
            if (named.contains(target)) {
                bindings.forEach(b -> wishes.add(wish(mode, target, b)));
            }
        });
        if (spec.publishAllPorts()) {
            PublishMode all = mode == PublishMode.LOADBALANCER ? PublishMode.NODEPORT : mode;
            named.stream()
                    .filter(p -> spec.portBindings().getOrDefault(p, List.of()).isEmpty())
                    .sorted()
                    .forEach(p -> wishes.add(new Wish(all, p, 0, 0, "")));
        }
        // ranges and ports that nobody named take what the named ones leave
        return wishes.stream()
                .distinct()
                .sorted(Comparator.comparingInt(w -> w.first() == 0 ? 2 : w.first() == w.last() ? 0 : 1))
                .toList();
    }

    private static Wish wish(PublishMode mode, Port target, PortBinding binding) {
        String hostPort = binding.hostPort();
        int dash = hostPort.indexOf('-');
        int first = hostPort.isEmpty() ? 0 : Integer.parseInt(dash < 0 ? hostPort : hostPort.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(hostPort.substring(dash + 1));
        return new Wish(mode, target, first, last, onHost(mode) ? address(binding.hostIp()) : "");
    }

    /** Returns whether the ports are those of a host, which may have several addresses. */
    private static boolean onHost(PublishMode mode) {
        return mode == PublishMode.HOSTPORT || mode == PublishMode.FORWARD;
    }

    /** Returns the one address that is meant, empty for all: so moby reads what is no address, too. */
    private static String address(String hostIp) {
        boolean all = hostIp.equals("0.0.0.0")
                || hostIp.equals("::")
                || IpPrefix.address(hostIp).isEmpty();
        return all ? "" : hostIp;
    }

    private static Wish allowed(Wish wish) {
        boolean outside =
                wish.mode() == PublishMode.NODEPORT && (wish.first() < NODE || wish.last() >= NODE + NODE_COUNT);
        return outside ? new Wish(wish.mode(), wish.target(), 0, 0, wish.ip()) : wish;
    }

    private static int number(String id, Wish wish, Set<HostPort> used, int index) {
        boolean any = wish.first() == 0;
        boolean node = wish.mode() == PublishMode.NODEPORT;
        int first = any ? node ? NODE : EPHEMERAL : wish.first();
        int count = any ? node ? NODE_COUNT : EPHEMERAL_COUNT : wish.last() - wish.first() + 1;
        int start = any
                ? Math.floorMod(Ids.derived(id + wish.target().key() + index).hashCode(), count)
                : 0;
        for (int i = 0; i < count; i++) {
            int port = first + (start + i) % count;
            HostPort candidate = new HostPort(wish.mode(), wish.target().protocol(), port, wish.ip());
            if (used.stream().noneMatch(candidate::conflictsWith)) {
                return port;
            }
        }
        return 0;
    }

    // before Kubernetes 1.26 a load balancer has one protocol
    private static String part(PublishMode mode, Protocol protocol) {
        return mode == PublishMode.LOADBALANCER ? protocol.key() : mode.word();
    }
}
