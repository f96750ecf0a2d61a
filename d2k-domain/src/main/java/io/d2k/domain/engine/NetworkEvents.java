package io.d2k.domain.engine;

import io.d2k.domain.network.NetworkRecord;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is told of networks.
 *
 * @param log who is told
 */
record NetworkEvents(EventLog log) {
    /** Tells of a network itself; a swarm's manager says no more of it than its name. */
    void publish(NetworkRecord network, String action) {
        if (network.swarmScope()) {
            log.publish("network", action, network.id(), Map.of("name", network.name()));
        } else {
            publish(network, action, Map.of());
        }
    }

    /** Tells that a network is gone. */
    void removed(NetworkRecord network) {
        publish(network, network.swarmScope() ? "remove" : "destroy");
    }

    /** Tells what has become of a container on a network. */
    void publish(NetworkRecord network, String action, String container) {
        publish(network, action, Map.of("container", container));
    }

    private void publish(NetworkRecord network, String action, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put("name", network.name());
        attributes.put("type", network.driver());
        log.publish("network", action, network.id(), attributes);
    }
}
