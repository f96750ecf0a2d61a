package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.network.NetworkRecord;
import java.util.List;
import java.util.Map;

/** Tells of the networks and volumes that a process gets before it starts and gives back at its end, as Docker does. */
final class ResourceEvents {
    private final EventLog log;
    private final NetworkLookup networks;

    ResourceEvents(EventLog log, NetworkLookup networks) {
        this.log = log;
        this.networks = networks;
    }

    /** Tells of what comes before the start of a process. */
    void taken(ContainerRecord record) {
        network(record, "connect");
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
        network(record, "disconnect");
        volumes(record)
                .forEach(m -> log.publish(
                        "volume", "unmount", m.name(), Map.of("container", record.id(), "driver", m.driver())));
    }

    private void network(ContainerRecord record, String action) {
        for (Attachment a : record.networks()) {
            String type = networks.all().stream()
                    .filter(n -> n.id().equals(a.networkId()))
                    .map(NetworkRecord::driver)
                    .findFirst()
                    .orElse("bridge");
            log.publish(
                    "network",
                    action,
                    a.networkId(),
                    Map.of("container", record.id(), "name", a.networkName(), "type", type));
        }
    }

    private static List<MountPoint> volumes(ContainerRecord record) {
        return ContainerViews.mounts(record).stream()
                .filter(m -> m.type().equals("volume"))
                .toList();
    }
}
