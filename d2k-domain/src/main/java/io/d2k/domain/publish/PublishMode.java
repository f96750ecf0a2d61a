package io.d2k.domain.publish;

import java.util.Locale;
import java.util.Optional;

/** Where a published port is reached. */
public enum PublishMode {
    /** At the address of a load balancer, on the host port. */
    LOADBALANCER,
    /** At every node, on a port of the nodes' range. */
    NODEPORT,
    /** Inside the cluster only, at an address of its own, on the host port. */
    CLUSTERIP,
    /** On the host that d2k runs on, through a tunnel to the pod. */
    FORWARD,
    /** At the node that the pod is on, on the host port. */
    HOSTPORT;

    /** Returns the word that selects it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the mode of that word. */
    public static Optional<PublishMode> of(String word) {
        for (PublishMode mode : values()) {
            if (mode.word().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
