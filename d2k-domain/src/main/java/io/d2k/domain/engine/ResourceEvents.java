package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.network.NetworkRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of the networks and volumes that a process gets before it starts and gives back at its end, as Docker does. An
 * engine makes a network of the swarm for itself as the first of its containers comes, and forgets it with the last one.
 */
final class ResourceEvents {
    private static final String SWARM = "overlay";
    private static final String LOCAL = "bridge";

    private final EventLog log;
    private final NetworkLookup networks;
    private final Map<String, Set<String>> users = new HashMap<>();

    ResourceEvents(EventLog log, NetworkLookup networks) {
        this.log = log;
        this.networks = networks;
    }

    /** Notes what a process has of which was told before. */
    void had(ContainerRecord record) {
        record.networks().stream()
                .filter(a -> driver(a).filter(d -> madeAtNeed(a, d)).isPresent())
                .forEach(a -> users(a).add(record.id()));
    }

    /** Tells of what comes before the start of a process. */
    void taken(ContainerRecord record) {
        for (Attachment a : record.networks()) {
            String driver = driver(a).orElse(LOCAL);
            if (madeAtNeed(a, driver)) {
                if (users(a).isEmpty()) {
                    network(a, "create", driver, Map.of());
                }
                users(a).add(record.id());
            }
            network(a, "connect", driver, Map.of("container", record.id()));
        }
        volumes(record)
                .forEach(m -> log.publish(
                        "volume",
                        "mount",
                        m.name(),
                        Map.of(
                                "container",
                                record.id(),
                                "destination",
                                m.destination(),
                                "driver",
                                m.driver(),
                                "propagation",
                                m.propagation(),
                                "read/write",
                                Boolean.toString(m.readWrite()))));
    }

    /** Tells of what comes before the news of a process's end. */
    void givenBack(ContainerRecord record) {
        for (Attachment a : record.networks()) {
            Set<String> there = users.getOrDefault(a.networkId(), new HashSet<>());
            // one that the swarm has removed meanwhile is the engine's for as long as it is used
            String driver = driver(a).orElse(there.isEmpty() ? LOCAL : SWARM);
            network(a, "disconnect", driver, Map.of("container", record.id()));
            if (there.remove(record.id()) && there.isEmpty()) {
                network(a, "destroy", driver, Map.of());
            }
        }
        users.values().forEach(u -> u.remove(record.id())); // from what it was taken off before
        users.values().removeIf(Set::isEmpty);
        volumes(record)
                .forEach(m -> log.publish(
                        "volume", "unmount", m.name(), Map.of("container", record.id(), "driver", m.driver())));
    }

    /** The one that carries published ports is there from the beginning. */
    private static boolean madeAtNeed(Attachment a, String driver) {
        return driver.equals(SWARM) && !a.networkName().equals(PredefinedNetworks.INGRESS);
    }

    private Optional<String> driver(Attachment a) {
        return networks.all().stream()
                .filter(n -> n.id().equals(a.networkId()))
                .map(NetworkRecord::driver)
                .findFirst();
    }

    private Set<String> users(Attachment a) {
        return users.computeIfAbsent(a.networkId(), id -> new HashSet<>());
    }

    private void network(Attachment a, String action, String driver, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("name", a.networkName());
        attributes.put("type", driver);
        log.publish("network", action, a.networkId(), attributes);
    }

    private static List<MountPoint> volumes(ContainerRecord record) {
        return ContainerViews.mounts(record).stream()
                .filter(m -> m.type().equals("volume"))
                .toList();
    }
}
