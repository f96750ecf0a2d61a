package io.d2k.domain.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a swarm tells of one of its networks while it is used.
 *
 * @param peers the nodes that have members of it
 * @param services the services that have tasks on it, by name
 */
public record OverlayView(List<Peer> peers, Map<String, Service> services) {
    /** Of a network that nobody uses. */
    public static final OverlayView NONE = new OverlayView(List.of(), Map.of());

    /** Copies the collections. */
    public OverlayView {
        peers = List.copyOf(peers);
        services = java.util.Collections.unmodifiableMap(new TreeMap<>(services));
    }

    /** A node: an ID of 12 hexadecimal digits and its address. */
    public record Peer(String name, String ip) {}

    /**
     * A service.
     *
     * @param vip its own address there; empty where its name stands for those of its tasks
     * @param ports what it publishes there, in a swarm's words
     * @param tasks its tasks
     */
    public record Service(String vip, List<String> ports, List<Backend> tasks) {
        /** Copies the lists. */
        public Service {
            ports = List.copyOf(ports);
            tasks = List.copyOf(tasks);
        }
    }

    /** A task: its name, its endpoint, its address and that of its node. */
    public record Backend(String name, String endpointId, String ip, String hostIp) {}
}
