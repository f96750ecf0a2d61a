package io.d2k.domain.engine;

import io.d2k.domain.IdSource;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.in.Events;
import io.d2k.domain.port.in.Execs;
import io.d2k.domain.port.in.Files;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Registries;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.FileViews;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.Metrics;
import io.d2k.domain.port.out.NetworkBarriers;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.domain.port.out.RegistryQueries;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.domain.port.out.StorageClasses;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.swarm.ServiceUse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The use cases, put together on a set of outbound ports. The one way into the domain for whoever embeds it. */
public final class Engine implements AutoCloseable {
    private final ContainerService containers;
    private final ExecService execs;
    private final ContainerFiles files;
    private final ImageService images;
    private final VolumeService volumes;
    private final NetworkService networks;
    private final SystemService system;
    private final StatsService stats;
    private final RegistryService registries;
    private final PullCredentials credentials;
    private final EventLog events;
    private final RunSupervisor supervisor;
    private final HealthWatch health;
    private final Optional<TaskEvents> taskEvents;
    private final PortPublishing publishing;
    private final NameKeeper names;
    private final IsolationKeeper isolation;
    private final Optional<SwarmEngine> swarm;
    private final Optional<ServiceEngine> services;

    /**
     * What the engine needs of the world.
     *
     * @param containers containers in the cluster
     * @param volumes volumes in the cluster
     * @param networks networks in the cluster
     * @param images images that were pulled
     * @param logArchive logs of runs that are gone
     * @param podLogs logs on nodes
     * @param processes streams to processes
     * @param registry registries of images
     * @param cluster the cluster as a whole
     * @param metrics what pods use
     * @param startFiles archives that are unpacked before a process starts
     * @param published what publishes ports
     * @param names the names by which containers find each other
     * @param storageClasses the storage that the cluster offers
     * @param fileViews pods that show the files of containers that do not run
     * @param credentials what images are pulled with
     * @param queries further questions to registries
     * @param barriers what keeps containers apart; nothing where they are not
     * @param swarm what swarm mode needs more; nothing outside of it
     */
    public record Ports(
            ContainerStore containers,
            VolumeStore volumes,
            NetworkStore networks,
            ImageStore images,
            LogArchive logArchive,
            PodLogs podLogs,
            PodProcesses processes,
            ImageRegistry registry,
            Cluster cluster,
            Metrics metrics,
            StartFiles startFiles,
            PublishedPorts published,
            ContainerNames names,
            StorageClasses storageClasses,
            FileViews fileViews,
            PullCredentials credentials,
            RegistryQueries queries,
            Optional<NetworkBarriers> barriers,
            Optional<SwarmEngine.Ports> swarm) {}

    /** Puts the use cases together; {@link #begin} takes up the duties. */
    public Engine(Ports ports, EngineSettings settings, Clock clock) {
        this(
                ports,
                settings,
                clock,
                IdSource.RANDOM,
                task -> Thread.ofVirtual().name("service").start(task));
    }

    /**
     * Puts the use cases together.
     *
     * @param ids where the IDs of what is created come from
     * @param threads do what follows a request about a service; one that does it at once has it done with the answer
     */
    public Engine(Ports ports, EngineSettings settings, Clock clock, IdSource ids, Executor threads) {
        events = new EventLog(clock);
        AttachedReaders readers = new AttachedReaders();
        ContainerEvents containerEvents = new ContainerEvents(events, readers);
        ContainerStore own = ports.containers();
        Optional<SwarmService> swarmService =
                ports.swarm().map(p -> new SwarmService(ports.cluster(), p.nodes(), settings.ownNode()));
        PredefinedNetworks predefined =
                new PredefinedNetworks(ports.cluster(), ports.swarm().isPresent());
        Optional<TaskViews> taskViews =
                ports.swarm().map(p -> new TaskViews(p.services(), swarmService.orElseThrow(), predefined, clock));
        ContainerStore store = taskViews
                .<ContainerStore>map(
                        v -> new TaskContainers(own, ports.swarm().orElseThrow().services(), v, predefined))
                .orElse(own);
        ContainerLookup lookup = new ContainerLookup(store);
        ContainerWatch watch = new ContainerWatch(store);
        execs = new ExecService(lookup, ports.processes(), containerEvents);
        VolumeFilling filling = new VolumeFilling(ports.volumes());
        files = new ContainerFiles(
                lookup,
                ports.processes(),
                ports.startFiles(),
                timer -> new FileViewing(ports.fileViews(), filling, timer, settings.startTimeout()),
                containerEvents);
        ContainerViews views =
                new ContainerViews(clock, execs::running, id -> PortPublishing.bindings(ports.published(), id));
        publishing = new PortPublishing(
                own, ports.published(), settings.publish(), c -> views.state(c).running());
        Neighbours neighbours = new Neighbours(own, store);
        names = new NameKeeper(
                neighbours,
                ports.names(),
                new HostsKeeper(neighbours, ports.processes()),
                ports.swarm().map(SwarmEngine.Ports::services));
        NetworkLookup networkLookup = new NetworkLookup(ports.networks(), predefined);
        isolation = new IsolationKeeper(store, networkLookup, ports.barriers(), settings.publish());
        Function<ObservedContainer, List<MountPoint>> mounts = c -> ContainerViews.mounts(c.record());
        volumes = new VolumeService(
                ports.volumes(),
                ports.storageClasses(),
                store,
                mounts,
                events,
                settings,
                clock,
                ids,
                ports.swarm().isPresent());
        Optional<ServiceUse> serviceUse = ports.swarm().map(p -> new ServiceUses(p.services()));
        networks = new NetworkService(
                ports.networks(),
                networkLookup,
                predefined,
                neighbours,
                lookup,
                c -> views.state(c).running(),
                serviceUse,
                isolation.active(),
                events,
                clock,
                ids);
        ImageCatalog catalog = new ImageCatalog(ports.images(), ports.registry(), store, ports.credentials());
        credentials = ports.credentials();
        registries = new RegistryService(ports.queries());
        images = new ImageService(
                catalog,
                ports.images(),
                ports.registry(),
                ports.credentials(),
                store,
                new ImageRemoval(
                        catalog, ports.images(), store, c -> views.state(c).running(), events, clock),
                events,
                clock);
        LogKeeper logKeeper = new LogKeeper(ports.podLogs(), ports.logArchive());
        Optional<LogKeeper> taskLogs = ports.swarm().map(p -> new LogKeeper(ports.podLogs(), p.taskLogs()));
        ProcessSignals signals = new ProcessSignals(ports.processes());
        RunEvents runEvents = new RunEvents(containerEvents, new ResourceEvents(events, networkLookup));
        ContainerRemoval removal =
                new ContainerRemoval(store, views, volumes, ports.credentials(), containerEvents, runEvents, clock);
        ContainerLinks links = new ContainerLinks(store, lookup);
        ContainerStart start = new ContainerStart(
                store,
                watch,
                networkLookup,
                views,
                runEvents,
                logKeeper,
                removal,
                publishing,
                names,
                links,
                filling,
                isolation,
                settings);
        ContainerEnding ending =
                new ContainerEnding(store, watch, views, signals, logKeeper, containerEvents, runEvents, clock);
        containers = new ContainerService(new ContainerService.Parts(
                store,
                lookup,
                views,
                new ContainerCreation(
                        store,
                        catalog,
                        networkLookup,
                        new ContainerMounts(lookup, volumes),
                        links,
                        filling,
                        containerEvents,
                        isolation,
                        ports.cluster(),
                        settings,
                        clock,
                        ids),
                start,
                ending,
                removal,
                new ContainerWaits(watch, views, readers),
                watch,
                new ContainerLogs(ports.podLogs(), ports.logArchive(), logKeeper),
                new ContainerTop(ports.processes()),
                new ContainerUpdating(store, lookup, views, containerEvents, settings),
                links,
                readers,
                ports.podLogs(),
                ports.processes(),
                containerEvents));
        health = new HealthWatch(store, views, containerEvents, runEvents, clock);
        taskEvents = taskViews.map(
                v -> new TaskEvents(neighbours, v, containerEvents, runEvents, health, taskLogs.orElseThrow(), clock));
        supervisor = new RunSupervisor(own, start, ending, removal, readers, logKeeper, runEvents, health, clock);
        stats = new StatsService(lookup, ports.metrics(), ports.cluster(), clock);
        swarm = ports.swarm()
                .map(p -> new SwarmEngine(
                        p, ports.cluster(), settings.ownNode(), new ServiceUses(p.services()), events, clock));
        services = ports.swarm()
                .map(p -> new ServiceEngine(
                        p,
                        new ServiceEngine.Parts(
                                swarmService.orElseThrow(),
                                taskViews.orElseThrow(),
                                store,
                                catalog,
                                networkLookup,
                                volumes,
                                filling,
                                ports.podLogs(),
                                taskLogs.orElseThrow(),
                                ports.credentials(),
                                events,
                                settings,
                                clock,
                                threads)));
        system = new SystemService(ports.cluster(), store, views, catalog);
    }

    /** Takes up the duties: restarts, removals, records of ends. To be called once the cluster's state is known. */
    public void begin() {
        publishing.begin();
        names.begin();
        isolation.begin();
        supervisor.begin();
        taskEvents.ifPresent(TaskEvents::begin);
        credentials.tidy();
        services.ifPresent(ServiceEngine::begin);
    }

    /** Returns the use cases of containers. */
    public Containers containers() {
        return containers;
    }

    /** Returns the use cases of execs. */
    public Execs execs() {
        return execs;
    }

    /** Returns the use cases of files in containers. */
    public Files files() {
        return files;
    }

    /** Returns the use cases of images. */
    public Images images() {
        return images;
    }

    /** Returns the use cases of volumes. */
    public Volumes volumes() {
        return volumes;
    }

    /** Returns the use cases of networks. */
    public Networks networks() {
        return networks;
    }

    /** Returns what containers use. */
    public Stats stats() {
        return stats;
    }

    /** Returns questions to registries. */
    public Registries registries() {
        return registries;
    }

    /** Returns what the engine tells of itself. */
    public SystemInfo system() {
        return system;
    }

    /** Returns the use cases of services; nothing outside of swarm mode. */
    public Optional<ServiceEngine> services() {
        return services;
    }

    /** Returns the use cases of swarm mode; nothing outside of it. */
    public Optional<SwarmEngine> swarm() {
        return swarm;
    }

    /** Returns the stream of events. */
    public Events events() {
        return events;
    }

    @Override
    public void close() {
        services.ifPresent(ServiceEngine::close);
        taskEvents.ifPresent(TaskEvents::close);
        execs.close();
        health.close();
        supervisor.close();
        names.close();
        isolation.close();
        publishing.close();
        files.close();
    }
}
