package io.d2k.domain.container;

import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that list and inspect tell of a container.
 *
 * @param record what is kept
 * @param imageName what lists call its image
 * @param state Docker's state
 * @param config config joined with the image's
 * @param mounts what it mounts, in Docker's terms
 * @param networks its networks
 * @param published ports as published now; an exposed but unpublished port maps to an empty list
 * @param node where it runs, empty when it does not
 * @param execIds execs that run, or wait for their start
 * @param linkedNames {@code container/alias} names that it has by links of others
 * @param links its own links, as {@code /name:/container/alias}
 */
public record ContainerView(
        ContainerRecord record,
        String imageName,
        ContainerState state,
        EffectiveConfig config,
        List<MountPoint> mounts,
        List<Endpoint> networks,
        Map<Port, List<PortBinding>> published,
        String node,
        List<String> execIds,
        List<String> linkedNames,
        List<String> links) {
    /** Copies the collections. */
    public ContainerView {
        mounts = List.copyOf(mounts);
        networks = List.copyOf(networks);
        published = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(published));
        execIds = List.copyOf(execIds);
        linkedNames = List.copyOf(linkedNames);
        links = List.copyOf(links);
    }

    /** Returns the container's ID. */
    public String id() {
        return record.id();
    }

    /** Returns Docker's name without a slash. */
    public String name() {
        return record.name();
    }

    /** Returns when it was created. */
    public Instant created() {
        return record.created();
    }

    /** Returns what the registry said of the image. */
    public Optional<ImageFacts> image() {
        return record.image();
    }

    /**
     * One mount as inspect shows it.
     *
     * @param type {@code volume}, {@code bind} or {@code tmpfs}
     * @param name the volume's name, empty for others
     * @param source the path on the host
     * @param destination the path in the container
     * @param driver {@code local} for volumes, empty for others
     * @param mode option text of a bind, such as {@code ro} or {@code z}
     * @param readWrite whether the container may write
     * @param propagation empty for volumes
     */
    public record MountPoint(
            String type,
            String name,
            String source,
            String destination,
            String driver,
            String mode,
            boolean readWrite,
            String propagation) {}

    /**
     * One network as inspect shows it.
     *
     * @param name the network's name
     * @param networkId the network's ID, empty before the first start
     * @param endpointId an ID of the membership, empty when the container does not run
     * @param ip the container's address, empty when it does not run
     * @param gateway the network's gateway, empty where unknown
     * @param aliases as asked, nothing for {@code null} in JSON
     * @param links as asked, nothing for {@code null} in JSON
     * @param dnsNames the names under which others find it, nothing for {@code null} in JSON
     */
    public record Endpoint(
            String name,
            String networkId,
            String endpointId,
            String ip,
            String gateway,
            Optional<List<String>> aliases,
            Optional<List<String>> links,
            Optional<List<String>> dnsNames) {}
}
