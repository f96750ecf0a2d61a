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
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.Metrics;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.domain.port.out.VolumeStore;
import java.time.Clock;
import java.util.List;
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
    private final EventLog events;
    private final RunSupervisor supervisor;
    private final HealthWatch health;
    private final ProcessSignals signals;
    private final PortPublishing publishing;
    private final NameKeeper names;

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
            ContainerNames names) {}

    /** Puts the use cases together; {@link #begin} takes up the duties. */
    public Engine(Ports ports, EngineSettings settings, Clock clock) {
        this(ports, settings, clock, IdSource.RANDOM);
    }

    /**
     * Puts the use cases together.
     *
     * @param ids where the IDs of what is created come from
     */
    public Engine(Ports ports, EngineSettings settings, Clock clock, IdSource ids) {
        events = new EventLog(clock);
        ContainerEvents containerEvents = new ContainerEvents(events);
        ContainerStore store = ports.containers();
        ContainerLookup lookup = new ContainerLookup(store);
        ContainerWatch watch = new ContainerWatch(store);
        execs = new ExecService(lookup, ports.processes(), containerEvents);
        files = new ContainerFiles(lookup, ports.processes(), ports.startFiles(), containerEvents);
        ContainerViews views =
                new ContainerViews(clock, execs::running, id -> PortPublishing.bindings(ports.published(), id));
        publishing = new PortPublishing(
                store,
                ports.published(),
                settings.publish(),
                c -> views.state(c).running());
        names = new NameKeeper(store, ports.names());
        PredefinedNetworks predefined = new PredefinedNetworks(ports.cluster());
        NetworkLookup networkLookup = new NetworkLookup(ports.networks(), predefined);
        Function<ObservedContainer, List<MountPoint>> mounts = c -> ContainerViews.mounts(c.record());
        volumes = new VolumeService(ports.volumes(), store, mounts, events, settings, clock, ids);
        networks = new NetworkService(ports.networks(), networkLookup, predefined, store, lookup, events, clock, ids);
        ImageCatalog catalog = new ImageCatalog(ports.images(), ports.registry(), store);
        images = new ImageService(catalog, ports.images(), ports.registry(), store, events, clock);
        LogKeeper logKeeper = new LogKeeper(ports.podLogs(), ports.logArchive());
        signals = new ProcessSignals(ports.processes());
        AttachedReaders readers = new AttachedReaders();
        RunEvents runEvents = new RunEvents(containerEvents, new ResourceEvents(events, networkLookup));
        ContainerRemoval removal = new ContainerRemoval(store, views, volumes, containerEvents, runEvents, clock);
        ContainerStart start = new ContainerStart(
                store, watch, networkLookup, views, runEvents, logKeeper, removal, publishing, names, settings);
        ContainerEnding ending =
                new ContainerEnding(store, watch, views, signals, logKeeper, containerEvents, runEvents, clock);
        containers = new ContainerService(new ContainerService.Parts(
                store,
                lookup,
                views,
                new ContainerCreation(store, catalog, networkLookup, volumes, containerEvents, settings, clock, ids),
                start,
                ending,
                removal,
                new ContainerWaits(watch, views),
                watch,
                new ContainerLogs(ports.podLogs(), ports.logArchive(), logKeeper),
                new ContainerTop(ports.processes()),
                new ContainerUpdating(store, lookup, views, containerEvents, settings),
                readers,
                ports.podLogs(),
                ports.processes(),
                containerEvents));
        health = new HealthWatch(store, views, containerEvents, runEvents, clock);
        supervisor = new RunSupervisor(store, start, ending, removal, readers, logKeeper, runEvents, health, clock);
        stats = new StatsService(lookup, ports.metrics(), ports.cluster(), clock);
        system = new SystemService(ports.cluster(), store, views, catalog);
    }

    /** Takes up the duties: restarts, removals, records of ends. To be called once the cluster's state is known. */
    public void begin() {
        publishing.begin();
        names.begin();
        supervisor.begin();
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

    /** Returns what the engine tells of itself. */
    public SystemInfo system() {
        return system;
    }

    /** Returns the stream of events. */
    public Events events() {
        return events;
    }

    @Override
    public void close() {
        health.close();
        supervisor.close();
        names.close();
        publishing.close();
        signals.close();
        files.close();
    }
}
