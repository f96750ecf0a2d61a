package io.d2k.domain.port.out;

import java.util.List;
import java.util.Map;

/** The cluster as a whole. */
public interface Cluster {
    /** Returns whether the caches are filled and the API server was reached. */
    boolean ready();

    /** Returns the namespace that everything lives in. */
    String namespace();

    /** Returns an ID of this d2k that survives restarts: a UUID. */
    String identity();

    /** Returns the API server's version, such as {@code v1.34.1}. */
    String serverVersion();

    /** Returns the nodes, from memory; empty where d2k may not see them. */
    List<Node> nodes();

    /**
     * One node.
     *
     * @param name its name
     * @param operatingSystem such as {@code Debian GNU/Linux 13 (trixie)}
     * @param kernel such as {@code 6.12.0}
     * @param architecture such as {@code amd64}
     * @param runtime such as {@code containerd://1.7.24}
     * @param kubelet its version
     * @param cpus whole CPUs
     * @param memoryBytes memory
     * @param ready whether it is ready
     * @param labels its labels
     * @param address its address, may be empty
     */
    record Node(
            String name,
            String operatingSystem,
            String kernel,
            String architecture,
            String runtime,
            String kubelet,
            int cpus,
            long memoryBytes,
            boolean ready,
            Map<String, String> labels,
            String address) {
        /** Copies the map. */
        public Node {
            labels = Map.copyOf(labels);
        }
    }
}
