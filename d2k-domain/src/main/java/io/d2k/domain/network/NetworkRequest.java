package io.d2k.domain.network;

import java.util.Map;

/**
 * A network to create.
 *
 * @param name Docker's name
 * @param driver empty for {@code bridge}
 * @param scope empty for {@code local}
 * @param internal whether it has no way out
 * @param attachable whether containers may join by hand
 * @param ingress whether it is a swarm's routing mesh
 * @param labels its labels
 * @param options driver options
 * @param ipam the addresses asked for
 * @param document the request as received (JSON text)
 */
public record NetworkRequest(
        String name,
        String driver,
        String scope,
        boolean internal,
        boolean attachable,
        boolean ingress,
        Map<String, String> labels,
        Map<String, String> options,
        IpamSpec ipam,
        String document) {
    /** Copies the maps. */
    public NetworkRequest {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /** Returns whether it is a network of the swarm rather than of one engine. */
    public boolean swarmScope() {
        return driver.equals("overlay") || scope.equals("swarm");
    }
}
