package io.d2k.domain.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A network.
 *
 * @param id 64 hexadecimal digits, or 25 digits and letters for a network of a swarm
 * @param name Docker's name
 * @param created when it was made
 * @param driver such as {@code bridge}
 * @param scope {@code local} or {@code swarm}
 * @param internal whether it has no way out
 * @param attachable whether containers may join a swarm network by hand
 * @param labels its labels
 * @param options driver options as asked
 * @param subnets the blocks of addresses asked for that are its alone among those of its engine
 * @param document the create request as received (JSON text); empty for predefined networks
 */
public record NetworkRecord(
        String id,
        String name,
        Instant created,
        String driver,
        String scope,
        boolean internal,
        boolean attachable,
        Map<String, String> labels,
        Map<String, String> options,
        List<String> subnets,
        String document) {
    /** Copies the collections. */
    public NetworkRecord {
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
        subnets = List.copyOf(subnets);
    }

    /** Returns whether it is a network of the swarm rather than of one engine. */
    public boolean swarmScope() {
        return scope.equals("swarm");
    }
}
