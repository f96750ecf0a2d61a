package io.d2k.domain.engine;

import io.d2k.domain.IdSource;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.domain.swarm.ServiceUse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/** The use cases of an {@link Engine}, each made of the ports and of the others that it needs. */
final class EngineParts {
    final ContainerService containers;
    final ExecService execs;
    final ContainerFiles files;
    final ImageService images;
    final VolumeService volumes;
    final NetworkService networks;
    final SystemService system;
    final StatsService stats;
    final RegistryService registries;
    final PullCredentials credentials;
    final EventLog events;
    final RunSupervisor supervisor;
    final HealthWatch health;
    final Optional<TaskEvents> taskEvents;
    final PortPublishing publishing;
    final NameKeeper names;
    final IsolationKeeper isolation;
    final Optional<SwarmEngine> swarm;
    final Optional<ServiceEngine> services;

    EngineParts(Engine.Ports ports, EngineSettings settings, Clock clock, IdSource ids, Executor threads) {
        events = new EventLog(clock);
        AttachedReaders readers = new AttachedReaders();
        ContainerEvents containerEvents = new ContainerEvents(events, readers);
        ContainerStore own = ports.containers();
        Predicate<String> task = id -> own.find(id).isEmpty();
        Surroundings around =
                Surroundings.of(own, ports.networks(), ports.cluster(), ports.swarm(), settings.ownNode(), clock);
        Optional<SwarmService> swarmService = around.swarm();
        PredefinedNetworks predefined = around.predefined();
        NetworkLookup networkLookup = around.networks();
        Optional<TaskViews> taskViews = around.tasks();
        Neighbours neighbours = around.neighbours();
        ContainerStore store = neighbours.all();
        ContainerLookup lookup = new ContainerLookup(store);
        ContainerWatch watch = new ContainerWatch(store);
        execs = new ExecService(lookup, ports.processes(), ports.cluster(), containerEvents);
        VolumeFilling filling = new VolumeFilling(ports.volumes(), settings);
        KeptLayers layers = new KeptLayers(
                ports.fileViews(), ports.processes(), settings.hostPaths(), ports.cluster()::serverVersion);
        LayerPlacing placing = new LayerPlacing(ports.processes(), settings.startTimeout());
        files = new ContainerFiles(
                lookup,
                watch,
                ports.processes(),
                ports.startFiles(),
                timer -> new FileViewing(ports.fileViews(), filling, placing, layers, timer, settings.startTimeout()),
                viewing -> new ContainerDiff(task, layers, ports.startFiles(), ports.processes(), viewing),
                containerEvents);
        ContainerViews views = new ContainerViews(
                clock,
                execs::listed,
                c -> swarmService
                        .filter(s -> own.find(c.record().id()).isEmpty())
                        .map(s -> TaskPorts.bindings(c, s.roles().nodes()))
                        .orElseGet(() -> PortPublishing.bindings(
                                ports.published(), c.record().id())),
                id -> swarmService.isPresent() && own.find(id).isEmpty(),
                networkLookup::outward);
        publishing = new PortPublishing(
                own, ports.published(), settings.publish(), c -> views.state(c).running(), networkLookup::outward);
        names = new NameKeeper(
                neighbours,
                networkLookup::order,
                ports.names(),
                new HostsKeeper(
                        neighbours,
                        networkLookup::order,
                        ports.processes(),
                        new HostGateway(settings.hostGateway(), ports.cluster()::nodes)),
                ports.swarm().map(SwarmEngine.Ports::services));
        isolation = new IsolationKeeper(store, networkLookup, ports.barriers(), settings);
        Function<ObservedContainer, List<MountPoint>> mounts = c -> ContainerViews.mounts(c.record());
        volumes = new VolumeService(
                ports.volumes(),
                ports.storageClasses(),
                new VolumeUse(store, mounts),
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
                publishing,
                serviceUse,
                taskViews.map(v -> new OverlayTraffic(v, swarmService.orElseThrow(), predefined)),
                settings.isolated(),
                events,
                clock,
                ids);
        ImageCatalog catalog = new ImageCatalog(ports.images(), ports.registry(), store, ports.credentials());
        credentials = ports.credentials();
        registries = new RegistryService(ports.queries());
        images = new ImageService(
                catalog,
                ports.images(),
                new ImagePull(catalog, ports.images(), ports.registry(), ports.queries(), events, clock),
                ports.credentials(),
                store,
                new ImageRemoval(
                        catalog, ports.images(), store, c -> views.state(c).running(), events, clock),
                events,
                clock);
        PodLogs podLogs = new UnmarkedLogs(ports.podLogs());
        OpenAttachments attachments = new OpenAttachments(ports.processes());
        LogKeeper logKeeper = new LogKeeper(podLogs, ports.logArchive());
        Optional<LogKeeper> taskLogs = ports.swarm().map(p -> new LogKeeper(podLogs, p.taskLogs()));
        ProcessSignals signals = new ProcessSignals(ports.processes());
        RunEvents runEvents =
                new RunEvents(containerEvents, new ResourceEvents(events, networkLookup), execs::containerDied);
        RunEnds ends = new RunEnds(store, watch, views, runEvents, clock);
        JustEnded justEnded = new JustEnded(ports.processes(), ends);
        ContainerRemoval removal = new ContainerRemoval(
                store, task, views, volumes, ports.credentials(), justEnded, containerEvents, runEvents, clock);
        ContainerLinks links = new ContainerLinks(store, lookup);
        Unplugging unplugging = new Unplugging(settings);
        EarlierRuns earlierRuns = new EarlierRuns(store, logKeeper);
        RunLaunch runs = new RunLaunch(
                store,
                watch,
                networkLookup,
                runEvents,
                earlierRuns,
                removal,
                publishing,
                names,
                links,
                filling,
                unplugging,
                isolation,
                new OutputGates(store, watch, ports.podLogs(), ports.processes(), attachments, layers),
                layers,
                placing,
                settings);
        ContainerStart start = new ContainerStart(store, views, removal, runs, settings);
        RecentEnds recent = new RecentEnds(clock);
        PodEnding podEnding = new PodEnding(store, task, start::restarting, layers, logKeeper, ends, clock);
        ContainerEnding ending = new ContainerEnding(
                store, podEnding, signals, layers, logKeeper, containerEvents, runEvents, ends, clock);
        containers = new ContainerService(new ContainerService.Parts(
                store,
                lookup,
                views,
                catalog,
                new ContainerCreation(
                        store,
                        catalog,
                        networkLookup,
                        new ContainerMounts(lookup, volumes),
                        links,
                        filling,
                        containerEvents,
                        unplugging,
                        ports.cluster(),
                        settings,
                        clock,
                        ids),
                start,
                ending,
                removal,
                new ContainerWaits(watch, views, readers, recent),
                watch,
                new ContainerLogs(
                        podLogs,
                        ports.logArchive(),
                        logKeeper,
                        c -> views.state(c).running()),
                new ContainerTop(ports.processes()),
                new ContainerUpdating(store, lookup, views, containerEvents, ports.cluster(), settings),
                links,
                readers,
                podLogs,
                ports.processes(),
                attachments,
                containerEvents));
        health = new HealthWatch(store, views, containerEvents, runEvents, clock);
        taskEvents = taskViews.map(
                v -> new TaskEvents(neighbours, v, containerEvents, runEvents, health, taskLogs.orElseThrow(), clock));
        supervisor = new RunSupervisor(
                own,
                start,
                ends,
                removal,
                layers,
                earlierRuns,
                readers,
                logKeeper,
                runEvents,
                health,
                recent,
                new AbandonedGates(own, ports.podLogs(), ports.processes(), AbandonedGates.PATIENCE),
                clock);
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
                                podLogs,
                                taskLogs.orElseThrow(),
                                ports.credentials(),
                                events,
                                settings,
                                clock,
                                threads)));
        system = new SystemService(ports.cluster(), store, views, catalog);
    }
}
