package io.d2k.server;

import io.d2k.docker.http.DockerApi;
import io.d2k.docker.http.DockerServer;
import io.d2k.docker.http.HttpSettings;
import io.d2k.docker.route.SwarmApi;
import io.d2k.docker.tls.TlsIdentity;
import io.d2k.domain.engine.Engine;
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
import io.d2k.server.observe.Metrics;
import io.d2k.server.observe.Observations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What one d2k on a namespace does at a time: the use cases with their duties, and the Docker API over them. Of several
 * replicas only the leader has it.
 */
final class Serving implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Serving.class.getName());
    private static final Duration SYNC_REPORT = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final KubernetesClients clients;
    private final KubernetesEngine cluster;
    private final Optional<HostForwards> forwards;
    private final Optional<KubernetesBarriers> barriers;
    private final Engine engine;
    private final DockerServer http;
    private volatile boolean closed;

    /**
     * What a d2k has whether it serves or not.
     *
     * @param config as the operator wrote it
     * @param clients the connection with the cluster
     * @param cluster what is known of it
     * @param registry where facts of images come from
     * @param identity who the server is to clients of TLS, nothing for plain TCP
     * @param observations told of requests
     */
    record Basis(
            ServerConfig config,
            KubernetesClients clients,
            KubernetesEngine cluster,
            RegistryClient registry,
            Optional<TlsIdentity> identity,
            Metrics metrics,
            Observations observations) {}

    /**
     * Starts to serve; the cluster's state is read meanwhile, and requests that need it are answered 503 until then.
     *
     * @param port the TCP port, 0 for any
     */
    Serving(Basis basis, int port) {
        config = basis.config();
        clients = basis.clients();
        cluster = basis.cluster();
        Clock clock = Clock.systemUTC();
        forwards = config.engine().publish() == PublishMode.FORWARD
                ? Optional.of(new HostForwards(clients, cluster.containers(), config.host()))
                : Optional.empty();
        barriers = config.networkIsolation() ? Optional.of(KubernetesBarriers.start(clients)) : Optional.empty();
        engine = new Engine(ports(basis.registry(), clock), config.engine(), clock);
        HttpSettings plain =
                HttpSettings.of(config.host(), port).withAllowed(config.allowedHosts(), config.allowedOrigins());
        HttpSettings listeners = basis.identity().map(plain::withTls).orElse(plain);
        DockerApi api = new DockerApi(
                useCases(),
                config.socket().map(listeners::withUnixSocket).orElse(listeners),
                Build.current().told(),
                clock,
                basis.observations());
        basis.metrics()
                .gauge("d2k_streams_open", "Open streams: logs, events, waits, attached processes.", api::openStreams);
        http = DockerServer.start(api);
        Thread.ofVirtual().name("begin").start(this::begin);
    }

    private Engine.Ports ports(RegistryClient registry, Clock clock) {
        return new Engine.Ports(
                cluster.containers(),
                cluster.volumes(),
                cluster.networks(),
                cluster.images(),
                cluster.logArchive(),
                new KubernetesPodLogs(clients),
                new KubernetesPodProcesses(clients),
                registry,
                cluster.cluster(),
                new KubernetesMetrics(clients, clock),
                cluster.startFiles(),
                forwards.<PublishedPorts>map(f -> f).orElseGet(this::inCluster),
                cluster.containerNames(),
                cluster.storageClasses(),
                cluster.fileViews(),
                cluster.pullCredentials(),
                registry,
                barriers.map(b -> b),
                cluster.services()
                        .map(s -> new SwarmEngine.Ports(cluster.nodes(), cluster.secrets(), cluster.configs(), s)));
    }

    private PublishedPorts inCluster() {
        return config.engine().publish() == PublishMode.HOSTPORT ? cluster.hostPorts() : cluster.publishedPorts();
    }

    private io.d2k.docker.route.Engine useCases() {
        return new io.d2k.docker.route.Engine(
                engine.containers(),
                engine.execs(),
                engine.images(),
                engine.volumes(),
                engine.networks(),
                engine.system(),
                engine.events(),
                engine.stats(),
                engine.files(),
                engine.registries(),
                engine.swarm()
                        .map(s -> new SwarmApi(
                                s.swarm(),
                                s.nodes(),
                                s.secrets(),
                                s.configs(),
                                engine.services().orElseThrow().services(),
                                engine.services().orElseThrow().tasks())));
    }

    private void begin() {
        while (!closed && !cluster.awaitReady(SYNC_REPORT)) {
            LOG.log(
                    Level.WARNING,
                    "waiting for the cluster: " + cluster.trouble().orElse("no answer yet"));
        }
        if (!closed) {
            if (barriers.isEmpty()) {
                KubernetesBarriers.lift(clients);
            }
            engine.begin();
            LOG.log(Level.INFO, "the state of namespace " + config.namespace() + " is known");
            LOG.log(Level.INFO, NfsRule.servers(cluster.storageClasses().list()));
        }
    }

    /** Returns the TCP port that is listened on. */
    int port() {
        return http.port();
    }

    @Override
    public void close() {
        closed = true;
        http.close();
        engine.close();
        forwards.ifPresent(HostForwards::close);
        barriers.ifPresent(KubernetesBarriers::close);
    }
}
