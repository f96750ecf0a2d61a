package io.d2k.server;

import io.d2k.domain.engine.Engine;
import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.volume.NfsRule;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.cluster.KubernetesMetrics;
import io.d2k.k8s.store.KubernetesBarriers;
import io.d2k.k8s.stream.HostForwards;
import io.d2k.k8s.stream.KubernetesPodLogs;
import io.d2k.k8s.stream.KubernetesPodProcesses;
import io.d2k.registry.RegistryClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The use cases on a cluster, and their duties, which begin once its state is known. */
public final class EngineOnCluster implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EngineOnCluster.class.getName());
    private static final Duration SYNC_REPORT = Duration.ofSeconds(30);

    private final Basis basis;
    private final Optional<HostForwards> forwards;
    private final KubernetesBarriers barriers;
    private final Engine engine;
    private volatile boolean closed;

    /**
     * What the use cases stand on.
     *
     * @param clients the connection with the cluster; stays the caller's
     * @param cluster what is known of it; stays the caller's
     * @param registry where facts of images come from; stays the caller's
     * @param settings what the operator has decided
     * @param forwardHost the address of tunnels, where published ports are forwarded
     */
    public record Basis(
            KubernetesClients clients,
            KubernetesEngine cluster,
            RegistryClient registry,
            EngineSettings settings,
            String forwardHost) {}

    /**
     * Puts the use cases together; {@link #begin} takes up their duties.
     *
     * @param change exchanges outbound ports for others
     */
    public EngineOnCluster(Basis basis, Clock clock, UnaryOperator<Engine.Ports> change) {
        this.basis = basis;
        forwards = basis.settings().publish() == PublishMode.FORWARD
                ? Optional.of(new HostForwards(basis.clients(), basis.cluster().containers(), basis.forwardHost()))
                : Optional.empty();
        barriers = KubernetesBarriers.start(
                basis.clients(),
                basis.settings().isolated(),
                basis.cluster().nameDomains().ports());
        engine = new Engine(change.apply(ports(clock)), basis.settings(), clock);
    }

    /** Takes up the duties in the background, once the cluster's state is known. */
    public void begin() {
        Thread.ofVirtual().name("begin").start(this::whenKnown);
    }

    /** Returns the use cases. */
    public Engine engine() {
        return engine;
    }

    private Engine.Ports ports(Clock clock) {
        KubernetesEngine cluster = basis.cluster();
        RegistryClient registry = basis.registry();
        return new Engine.Ports(
                cluster.containers(),
                cluster.volumes(),
                cluster.networks(),
                cluster.images(),
                cluster.logArchive(),
                new KubernetesPodLogs(basis.clients()),
                new KubernetesPodProcesses(basis.clients()),
                registry,
                cluster.cluster(),
                new KubernetesMetrics(basis.clients(), clock),
                cluster.startFiles(),
                forwards.<PublishedPorts>map(f -> f).orElseGet(this::inCluster),
                cluster.containerNames(),
                cluster.storageClasses(),
                cluster.fileViews(),
                cluster.pullCredentials(),
                registry,
                Optional.of(barriers),
                swarm(cluster));
    }

    /** Returns what swarm mode needs more; nothing outside of it. */
    static Optional<SwarmEngine.Ports> swarm(KubernetesEngine cluster) {
        return cluster.services()
                .map(s -> new SwarmEngine.Ports(
                        cluster.nodes(),
                        cluster.secrets(),
                        cluster.configs(),
                        s,
                        cluster.taskLogs().orElseThrow()));
    }

    private PublishedPorts inCluster() {
        return basis.settings().publish() == PublishMode.HOSTPORT
                ? basis.cluster().hostPorts()
                : basis.cluster().publishedPorts();
    }

    private void whenKnown() {
        KubernetesEngine cluster = basis.cluster();
        while (!closed && !cluster.awaitReady(SYNC_REPORT)) {
            LOG.log(
                    Level.WARNING,
                    "waiting for the cluster: " + cluster.trouble().orElse("no answer yet"));
        }
        if (!closed) {
            engine.begin();
            LOG.log(Level.INFO, "the state of namespace " + basis.clients().namespace() + " is known");
            LOG.log(Level.INFO, NfsRule.servers(cluster.storageClasses().list()));
        }
    }

    @Override
    public void close() {
        closed = true;
        engine.close();
        forwards.ifPresent(HostForwards::close);
        barriers.close();
    }
}
