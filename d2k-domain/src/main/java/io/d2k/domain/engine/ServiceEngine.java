package io.d2k.domain.engine;

import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import java.time.Clock;

/** The use cases of services and tasks, put together. */
public final class ServiceEngine implements AutoCloseable {
    private final ServiceService services;
    private final TaskService tasks;
    private final ServiceKeeper keeper;

    /**
     * What they share with the use cases of containers.
     *
     * @param swarm the swarm as a whole
     * @param views what there is to tell of tasks
     * @param containers all containers
     * @param images images
     * @param networks networks
     * @param volumes volumes
     * @param podLogs logs on nodes
     * @param events the log of events
     * @param settings what the operator decided
     * @param clock the time
     */
    record Parts(
            SwarmService swarm,
            TaskViews views,
            ContainerStore containers,
            ImageCatalog images,
            NetworkLookup networks,
            VolumeService volumes,
            PodLogs podLogs,
            EventLog events,
            EngineSettings settings,
            Clock clock) {}

    ServiceEngine(SwarmEngine.Ports ports, Parts parts) {
        var planning = new ServicePlanning(
                parts.images(),
                parts.networks(),
                parts.volumes(),
                ports.secrets(),
                ports.configs(),
                parts.swarm(),
                parts.settings());
        var launcher = new TaskLauncher(ports.services(), planning, parts.swarm(), parts.clock());
        keeper = new ServiceKeeper(
                ports.services(),
                planning,
                new ServicePublishing(parts.settings().publish()),
                launcher,
                parts.views(),
                parts.clock());
        var logs = new ServiceLogs(ports.services(), parts.views(), parts.podLogs());
        services = new ServiceService(
                ports.services(),
                ports.documents(),
                parts.containers(),
                planning,
                keeper,
                parts.views(),
                logs,
                parts.events(),
                parts.clock());
        tasks = new TaskService(ports.services(), parts.views(), parts.swarm(), logs);
    }

    /** Takes up the duties. */
    void begin() {
        keeper.begin();
    }

    /** Returns the use cases of services. */
    public Services services() {
        return services;
    }

    /** Returns the use cases of tasks. */
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public void close() {
        keeper.close();
    }
}
