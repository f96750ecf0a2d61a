package io.d2k.domain.service;

import io.d2k.domain.container.ContainerSpec;
import java.util.List;

/**
 * What a service's tasks are.
 *
 * @param container the container that each runs, in the terms of {@code docker run}
 * @param networks the networks it joins, as sent: a change of names alone is no change of tasks
 * @param files secrets and configs
 * @param restart when an ended task is replaced
 * @param placement where tasks run
 * @param forceUpdate a counter that replaces all tasks when it changes
 * @param document the same as received (JSON text): tasks whose documents are equal are equal
 * @param anywhere the same without the placement: what tasks are, wherever they run
 */
public record TaskSpec(
        ContainerSpec container,
        List<NetworkTarget> networks,
        List<FileReference> files,
        RestartCondition restart,
        Placement placement,
        long forceUpdate,
        String document,
        String anywhere) {
    /** Copies the lists. */
    public TaskSpec {
        networks = List.copyOf(networks);
        files = List.copyOf(files);
    }

    /**
     * A network to join.
     *
     * @param target its ID or name
     * @param aliases further names there
     */
    public record NetworkTarget(String target, List<String> aliases) {
        /** Copies the list. */
        public NetworkTarget {
            aliases = List.copyOf(aliases);
        }
    }
}
