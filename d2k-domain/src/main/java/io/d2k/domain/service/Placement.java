package io.d2k.domain.service;

import java.util.List;

/**
 * Where tasks may run.
 *
 * @param constraints expressions such as {@code node.role==manager}, as sent
 * @param spreads node properties over which tasks are spread evenly, such as {@code node.labels.zone}
 * @param maxReplicas most tasks on one node; 0 for no bound
 * @param platforms what the image runs on; empty for anything
 */
public record Placement(List<String> constraints, List<String> spreads, long maxReplicas, List<Platform> platforms) {
    /** Copies the lists. */
    public Placement {
        constraints = List.copyOf(constraints);
        spreads = List.copyOf(spreads);
        platforms = List.copyOf(platforms);
    }

    /** Anywhere. */
    public static final Placement ANYWHERE = new Placement(List.of(), List.of(), 0, List.of());

    /**
     * An operating system on an architecture; either may be empty for any.
     *
     * @param os such as {@code linux}
     * @param architecture such as {@code amd64} or {@code x86_64}
     */
    public record Platform(String os, String architecture) {}
}
