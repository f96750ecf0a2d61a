package io.d2k.domain.engine;

import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.NetworkStore;
import java.time.Clock;
import java.util.Optional;

/**
 * Who is there, and on which networks.
 *
 * @param predefined the networks that nobody makes
 * @param networks all networks
 * @param swarm the swarm, in swarm mode
 * @param tasks the tasks of services, in swarm mode
 * @param neighbours the containers that were made by hand, and all, those of tasks included
 */
record Surroundings(
        PredefinedNetworks predefined,
        NetworkLookup networks,
        Optional<SwarmService> swarm,
        Optional<TaskViews> tasks,
        Neighbours neighbours) {
    /**
     * Puts them together from what the cluster holds.
     *
     * @param ports what swarm mode needs more; nothing outside of it
     * @param ownNode the node that d2k is on, where it is known
     */
    static Surroundings of(
            ContainerStore own,
            NetworkStore networks,
            Cluster cluster,
            Optional<SwarmEngine.Ports> ports,
            Optional<String> ownNode,
            Clock clock) {
        Optional<SwarmService> swarm = ports.map(p -> new SwarmService(cluster, p.nodes(), ownNode));
        PredefinedNetworks predefined = new PredefinedNetworks(cluster, ports.isPresent());
        NetworkLookup lookup = new NetworkLookup(networks, predefined);
        Optional<TaskViews> tasks =
                ports.map(p -> new TaskViews(p.services(), swarm.orElseThrow(), lookup, predefined, clock));
        ContainerStore all = tasks.<ContainerStore>map(
                        v -> new TaskContainers(own, ports.orElseThrow().services(), v, predefined))
                .orElse(own);
        return new Surroundings(predefined, lookup, swarm, tasks, new Neighbours(own, all));
    }
}
