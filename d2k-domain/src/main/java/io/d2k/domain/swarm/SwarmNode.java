package io.d2k.domain.swarm;

import io.d2k.domain.system.Node;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node as a member of the swarm.
 *
 * @param meta ID, version, times
 * @param node what is known of the machine
 * @param controlPlane whether Kubernetes' control plane runs on it
 * @param availability whether it takes tasks
 * @param labels the labels that were given to it through Docker
 */
public record SwarmNode(
        SwarmMeta meta, Node node, boolean controlPlane, NodeAvailability availability, Map<String, String> labels) {
    /** Copies the map. */
    public SwarmNode {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Returns the ID. */
    public String id() {
        return meta.id();
    }

    /** Returns the hostname. */
    public String name() {
        return node.name();
    }
}
