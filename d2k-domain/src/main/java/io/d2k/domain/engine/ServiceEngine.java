package io.d2k.domain.engine;

import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PullCredentials;
import java.time.Clock;
import java.util.concurrent.Executor;

/** The use cases of services and tasks, put together. */
public final class ServiceEngine implements AutoCloseable {
    private final ServiceService services;
    private final TaskService tasks;
    private final ServiceKeeper keeper;
    private final SwarmEvents events;

    /**
     * What they share with the use cases of containers.
     *
     * @param swarm the swarm as a whole
     * @param views what there is to tell of tasks
     * @param containers all containers
     * @param images images
     * @param networks networks
     * @param volumes volumes
     * @param filling what fills them from images
     * @param podLogs logs on nodes
     * @param logKeeper keeps the logs of tasks whose pods go
     * @param credentials what images are pulled with
     * @param events the log of events
     * @param settings what the operator decided
     * @param clock the time
     * @param threads do what follows a request
     */
    record Parts(
            SwarmService swarm,
            TaskViews views,
            ContainerStore containers,
            ImageCatalog images,
            NetworkLookup networks,
            VolumeService volumes,
            VolumeFilling filling,
            PodLogs podLogs,
            LogKeeper logKeeper,
            PullCredentials credentials,
            EventLog events,
            EngineSettings settings,
            Clock clock,
            Executor threads) {}

    ServiceEngine(SwarmEngine.Ports ports, Parts parts) {
        var planning = new ServicePlanning(
                parts.images(),
                parts.networks(),
                new ServiceVolumes(parts.volumes()),
                parts.filling(),
                new ServiceFiles(ports.secrets(), ports.configs()),
                parts.swarm(),
                parts.settings());
        var seats = new TaskSeats(parts.swarm());
        var launcher = new TaskLauncher(ports.services(), planning, seats, parts.clock());
        var trials = new TaskTrials(planning, seats, parts.swarm(), parts.clock());
        keeper = new ServiceKeeper(
                ports.services(),
                planning,
                new ServicePublishing(parts.settings().publish()),
                launcher,
                trials,
                new TaskPlacement(ports.services(), ports.nodes(), planning),
                parts.filling(),
                parts.views(),
                ports.taskLogs(),
                parts.clock(),
                parts.threads());
        var logs = new ServiceLogs(
                ports.services(),
                new TaskLogSources(
                        ports.services(), parts.views(), parts.podLogs(), ports.taskLogs(), parts.logKeeper()));
        services = new ServiceService(
                ports.services(),
                parts.containers(),
                planning,
                keeper,
                parts.views(),
                trials,
                logs,
                parts.credentials(),
                parts.clock());
        events = new SwarmEvents(ports.services(), ports.nodes(), parts.swarm(), parts.events());
        tasks = new TaskService(
                ports.services(), parts.views(), launcher, trials, parts.swarm(), logs, keeper, parts.clock());
    }

    /** Takes up the duties. */
    void begin() {
        events.begin();
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
        events.close();
    }
}
