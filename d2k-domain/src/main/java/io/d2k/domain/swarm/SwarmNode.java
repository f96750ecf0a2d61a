package io.d2k.domain.swarm;

import io.d2k.domain.system.Node;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node as a member of the swarm. All labels of the machine are Kubernetes' labels: those that Docker's users have given
 * are Docker's node labels, and the others are what Docker calls labels of the engine.
 *
 * @param meta ID, version, times
 * @param node what is known of the machine
 * @param controlPlane whether Kubernetes' control plane runs on it
 * @param settings what Docker's users have decided
 */
public record SwarmNode(SwarmMeta meta, Node node, boolean controlPlane, NodeSettings settings) {
    /** Returns the ID. */
    public String id() {
        return meta.id();
    }

    /** Returns the host name. */
    public String name() {
        return node.name();
    }

    /** Returns the labels that were not given through Docker. */
    public Map<String, String> engineLabels() {
        Map<String, String> others = new TreeMap<>(node.labels());
        others.keySet().removeAll(settings.labels().keySet());
        return Collections.unmodifiableMap(others);
    }
}
