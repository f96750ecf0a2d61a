package io.d2k.domain.fake;

import io.d2k.domain.IdSource;
import io.d2k.domain.engine.Engine;
import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.port.out.NetworkBarriers;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.stats.PodUsage;
import io.d2k.domain.system.PodSecurity;
import io.d2k.domain.volume.StorageClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster in memory with all outbound ports; outlives the engines that work on it. */
public final class FakeCluster implements AutoCloseable {
    /** The clock of everything. */
    public final TestClock clock = new TestClock();

    /** Containers and pods. */
    public final FakeContainers containers = new FakeContainers(clock);

    /** Logs and streams. */
    public final FakeNodes nodes = new FakeNodes(containers);

    /** What is known of it as a whole. */
    public final FakeStores.Info info = new FakeStores.Info();

    /** Volumes. */
    public final FakeStores.Volumes volumes = new FakeStores.Volumes();

    /** Networks. */
    public final FakeStores.Networks networks = new FakeStores.Networks();

    /** Images. */
    public final FakeStores.Images images = new FakeStores.Images();

    /** Archives for starts. */
    public final FakeStartFiles startFiles = new FakeStartFiles();

    /** Kept logs. */
    public final FakeStores.Archive archive = new FakeStores.Archive();

    /** What pods use: UID to figures. */
    public final Map<String, PodUsage> usage = new ConcurrentHashMap<>();
    /** Published ports. */
    public final FakePorts ports = new FakePorts();

    /** Names. */
    public final FakeNames names = new FakeNames();

    /** Pods that show files. */
    public final FakeFileViews views = new FakeFileViews(clock);

    /** Storage classes. */
    public volatile Optional<List<StorageClass>> storageClasses = Optional.of(List.of());
    /** What images are pulled with. */
    public final FakeCredentials credentials = new FakeCredentials();

    /** What does what follows a request about a service. */
    public final CountedThreads threads = new CountedThreads();

    /** Answers of registries. */
    public final FakeRegistries registries = new FakeRegistries();

    /** What keeps containers apart; empty where there is nothing of the kind. */
    public Optional<NetworkBarriers> barriers = Optional.empty();

    /** Whether containers may have more privileges than usual. */
    public boolean privileged = true;

    /** What the operator has said of Pod Security. */
    public Optional<PodSecurity> podSecurity = Optional.empty();

    /** Whether containers without a common network are kept apart. */
    public boolean isolated;

    /** Whether containers on networks ask a name server of d2k's. */
    public boolean namesServed;

    /** What swarm mode works on; empty as long as it is off. */
    public Optional<SwarmEngine.Ports> swarm = Optional.empty();

    /** Returns an engine that has not begun yet. */
    public Engine engine() {
        return engine(Bounded.LIMIT);
    }

    /** Returns an engine that has not begun yet, with that limit for starts. */
    public Engine engine(Duration startTimeout) {
        return new Engine(
                new Engine.Ports(
                        containers,
                        volumes,
                        networks,
                        images,
                        archive,
                        nodes,
                        nodes,
                        images,
                        info,
                        pod -> Optional.ofNullable(usage.get(pod.uid())),
                        startFiles,
                        ports,
                        names,
                        () -> storageClasses,
                        views,
                        credentials,
                        registries,
                        barriers,
                        swarm),
                new EngineSettings(
                        false,
                        Optional.empty(),
                        EngineSettings.HostPaths.ANY,
                        startTimeout,
                        1L << 30,
                        PublishMode.LOADBALANCER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        privileged,
                        isolated,
                        namesServed,
                        podSecurity),
                clock,
                IdSource.RANDOM,
                threads);
    }

    @Override
    public void close() {
        containers.close();
    }
}
