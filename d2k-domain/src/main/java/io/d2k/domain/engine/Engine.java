package io.d2k.domain.engine;

import io.d2k.domain.IdSource;
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
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The use cases, put together on a set of outbound ports. The one way into the domain for whoever embeds it. */
public final class Engine implements AutoCloseable {
    private final EngineParts parts;

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
        parts = new EngineParts(ports, settings, clock, ids, threads);
    }

    /** Takes up the duties: restarts, removals, records of ends. To be called once the cluster's state is known. */
    public void begin() {
        parts.publishing.begin();
        parts.names.begin();
        parts.isolation.begin();
        parts.supervisor.begin();
        parts.taskEvents.ifPresent(TaskEvents::begin);
        parts.credentials.tidy();
        parts.services.ifPresent(ServiceEngine::begin);
    }

    /** Returns the use cases of containers. */
    public Containers containers() {
        return parts.containers;
    }

    /** Returns the use cases of execs. */
    public Execs execs() {
        return parts.execs;
    }

    /** Returns the use cases of files in containers. */
    public Files files() {
        return parts.files;
    }

    /** Returns the use cases of images. */
    public Images images() {
        return parts.images;
    }

    /** Returns the use cases of volumes. */
    public Volumes volumes() {
        return parts.volumes;
    }

    /** Returns the use cases of networks. */
    public Networks networks() {
        return parts.networks;
    }

    /** Returns what containers use. */
    public Stats stats() {
        return parts.stats;
    }

    /** Returns questions to registries. */
    public Registries registries() {
        return parts.registries;
    }

    /** Returns what the engine tells of itself. */
    public SystemInfo system() {
        return parts.system;
    }

    /** Returns the use cases of services; nothing outside of swarm mode. */
    public Optional<ServiceEngine> services() {
        return parts.services;
    }

    /** Returns the use cases of swarm mode; nothing outside of it. */
    public Optional<SwarmEngine> swarm() {
        return parts.swarm;
    }

    /** Returns the stream of events. */
    public Events events() {
        return parts.events;
    }

    @Override
    public void close() {
        parts.services.ifPresent(ServiceEngine::close);
        parts.taskEvents.ifPresent(TaskEvents::close);
        parts.execs.close();
        parts.health.close();
        parts.supervisor.close();
        parts.names.close();
        parts.isolation.close();
        parts.publishing.close();
        parts.files.close();
    }
}
