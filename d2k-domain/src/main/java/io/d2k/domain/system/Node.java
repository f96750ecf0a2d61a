package io.d2k.domain.system;

import java.util.Map;

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
public record Node(
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
