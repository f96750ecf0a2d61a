package io.d2k.server;

import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.domain.IdSource;
import io.d2k.domain.Ids;
import io.d2k.domain.engine.Engine;
import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.DryRunServer;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.cluster.StaticNames;
import io.d2k.k8s.store.KubernetesBarriers;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The use cases on a cluster that nobody has: it notes what it is sent, and what is started counts as running. */
public final class DryEngine implements AutoCloseable {
    /** Nothing in a dry run takes place at a time; manifests are free of it. */
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    /**
     * What a dry run supposes.
     *
     * @param namespace where everything would live
     * @param clusterDomain the domain of the cluster's DNS
     * @param settings what the operator has decided; ports cannot be forwarded
     * @param registry what is known of images; {@link #offline} for nothing
     * @param swarm whether it is a swarm, which has services
     */
    public record Setup(
            String namespace, String clusterDomain, EngineSettings settings, ImageRegistry registry, boolean swarm) {}

    private final DryRunServer server = new DryRunServer();
    private final StaticNames names = new StaticNames();
    private final KubernetesEngine cluster;
    private final KubernetesBarriers barriers;
    private final Engine engine;

    /**
     * Makes one.
     *
     * @param change exchanges outbound ports for others
     */
    public DryEngine(Setup setup, UnaryOperator<Engine.Ports> change) {
        EngineSettings settings = setup.settings();
        if (settings.publish() == PublishMode.FORWARD) {
            throw new IllegalArgumentException("a tunnel of d2k's own is nothing that a manifest could hold");
        }
        cluster = KubernetesEngine.dryRun(
                server,
                setup.namespace(),
                new ContainerDecoder(),
                setup.clusterDomain(),
                settings.podSecurity().orElse(PodSecurity.PRIVILEGED),
                setup.swarm() ? Optional.of(new ServiceDecoder()) : Optional.empty());
        barriers = KubernetesBarriers.alone(KubernetesClients.without(server, setup.namespace()));
        engine = new Engine(
                change.apply(new Engine.Ports(
                        cluster.containers(),
                        cluster.volumes(),
                        cluster.networks(),
                        cluster.images(),
                        cluster.logArchive(),
                        (pod, request) -> {
                            throw new IOException("nothing runs in a dry run");
                        },
                        new NoProcesses(),
                        setup.registry(),
                        cluster.cluster(),
                        pod -> Optional.empty(),
                        cluster.startFiles(),
                        settings.publish() == PublishMode.HOSTPORT ? cluster.hostPorts() : cluster.publishedPorts(),
                        names,
                        cluster.storageClasses(),
                        new NoFileViews(),
                        cluster.pullCredentials(),
                        new NoRegistry(),
                        Optional.of(barriers),
                        cluster.services()
                                .map(s -> new SwarmEngine.Ports(
                                        cluster.nodes(),
                                        cluster.secrets(),
                                        cluster.configs(),
                                        s,
                                        cluster.taskLogs().orElseThrow())))),
                settings,
                CLOCK,
                ids(setup.namespace()),
                Runnable::run);
    }

    /** Returns the use cases. */
    public Engine engine() {
        return engine;
    }

    DryRunServer server() {
        return server;
    }

    StaticNames names() {
        return names;
    }

    /** Returns a registry that cannot be reached: images are taken as they are named. */
    public static ImageRegistry offline() {
        return (reference, auth, platform) -> new ImageLookup.Unreachable("not asked");
    }

    private static IdSource ids(String namespace) {
        AtomicInteger unnamed = new AtomicInteger();
        return (kind, name) -> Ids.derived(
                namespace + "/" + kind + "/" + (name.isEmpty() ? Integer.toString(unnamed.incrementAndGet()) : name));
    }

    @Override
    public void close() {
        engine.close();
        barriers.close();
        cluster.close();
    }
}
