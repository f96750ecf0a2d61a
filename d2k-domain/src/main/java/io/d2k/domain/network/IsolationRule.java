package io.d2k.domain.network;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.image.Port;
import io.d2k.domain.network.Isolation.Segment;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Containers and their networks to who reaches whom, as on a Docker host. */
public final class IsolationRule {
    private static final String NO_NETWORK = "null";

    private IsolationRule() {}

    /**
     * Decides.
     *
     * @param containers all containers, whether they run or not
     * @param networks all networks
     * @param published the ports that a container publishes by a way that leads through the cluster's network
     */
    public static Isolation.Apart plan(
            Collection<ContainerRecord> containers,
            Collection<NetworkRecord> networks,
            Function<ContainerRecord, Collection<Port>> published) {
        Map<String, NetworkRecord> byId = networks.stream()
                .filter(n -> !n.driver().equals(NO_NETWORK))
                .collect(Collectors.toMap(NetworkRecord::id, n -> n, (a, b) -> a));
        Map<String, SortedSet<String>> members = new TreeMap<>();
        SortedMap<String, SortedSet<Port>> open = new TreeMap<>();
        for (ContainerRecord c : containers) {
            boolean outside = false;
            for (Attachment a : c.networks()) {
                NetworkRecord network = byId.get(a.networkId());
                if (network != null) {
                    members.computeIfAbsent(network.id(), k -> new TreeSet<>()).add(c.id());
                    outside |= !network.internal();
                }
            }
            // as in Docker, a port of a container that is on internal networks alone leads nowhere
            Collection<Port> ports = outside ? published.apply(c) : java.util.List.of();
            if (!ports.isEmpty()) {
                open.put(c.id(), new TreeSet<>(ports));
            }
        }
        SortedMap<String, Segment> segments = new TreeMap<>();
        members.forEach((id, ids) ->
                segments.put(id, new Segment(byId.get(id).name(), byId.get(id).internal(), ids)));
        return new Isolation.Apart(segments, open);
    }

    /** Decides where all reach each other but those that want no network. */
    public static Isolation.Unconnected unconnected(Collection<ContainerRecord> containers) {
        return new Isolation.Unconnected(containers.stream()
                .filter(IsolationRule::unconnected)
                .map(ContainerRecord::id)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Returns whether a container is on the network {@code none}, with which there is no other. */
    public static boolean unconnected(ContainerRecord container) {
        return container.networks().stream().anyMatch(a -> a.networkName().equals(NetworkJoinRule.NONE));
    }
}
