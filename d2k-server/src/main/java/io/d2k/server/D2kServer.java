package io.d2k.server;

import io.d2k.docker.http.DockerApi;
import io.d2k.docker.http.DockerServer;
import io.d2k.docker.http.HttpSettings;
import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.docker.route.SwarmApi;
import io.d2k.docker.tls.TlsIdentity;
import io.d2k.domain.engine.Engine;
import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.system.Node;
import io.d2k.domain.volume.NfsRule;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.ClusterDns;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.cluster.KubernetesMetrics;
import io.d2k.k8s.store.KubernetesBarriers;
import io.d2k.k8s.stream.HostForwards;
import io.d2k.k8s.stream.KubernetesPodLogs;
import io.d2k.k8s.stream.KubernetesPodProcesses;
import io.d2k.registry.Mirrors;
import io.d2k.registry.RegistryClient;
import io.d2k.registry.RegistrySettings;
import io.d2k.server.observe.Metrics;
import io.d2k.server.observe.Observations;
import io.d2k.server.observe.ObserveServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A running d2k: the use cases on a cluster, served by HTTP. */
public final class D2kServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(D2kServer.class.getName());
    private static final Duration SYNC_REPORT = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final KubernetesClients clients;
    private final KubernetesEngine cluster;
    private final RegistryClient registry;
    private final Optional<HostForwards> forwards;
    private final Optional<KubernetesBarriers> barriers;
    private final Engine engine;
    private final DockerServer http;
    private final Optional<ObserveServer> observe;
    private volatile boolean closed;

    private D2kServer(ServerConfig config, Mirrors mirrors, Optional<TlsIdentity> identity) {
        this.config = config;
        Clock clock = Clock.systemUTC();
        var metrics = new Metrics();
        var observations = new Observations(metrics);
        clients = KubernetesClients.connect(config.kubeconfig(), config.namespace(), observations);
        var serviceDocuments = new ServiceDecoder();
        cluster = KubernetesEngine.start(
                clients,
                new ContainerDecoder(),
                ClusterDns.ofThisPod().with(config.clusterDomain(), config.clusterDns()),
                config.swarmMode() ? Optional.of(serviceDocuments) : Optional.empty());
        registry = new RegistryClient(RegistrySettings.defaults().withMirrors(mirrors), this::platform);
        forwards = config.engine().publish() == PublishMode.FORWARD
                ? Optional.of(new HostForwards(clients, cluster.containers(), config.host()))
                : Optional.empty();
        barriers = config.networkIsolation() ? Optional.of(KubernetesBarriers.start(clients)) : Optional.empty();
        engine = new Engine(
                new Engine.Ports(
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
                                .map(s -> new SwarmEngine.Ports(
                                        cluster.nodes(), cluster.secrets(), cluster.configs(), s, serviceDocuments))),
                config.engine(),
                clock);
        HttpSettings plain = HttpSettings.of(config.host(), config.port())
                .withAllowed(config.allowedHosts(), config.allowedOrigins());
        HttpSettings listeners = identity.map(plain::withTls).orElse(plain);
        DockerApi api = new DockerApi(
                new io.d2k.docker.route.Engine(
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
                                        engine.services().orElseThrow().tasks()))),
                config.socket().map(listeners::withUnixSocket).orElse(listeners),
                Build.current(),
                clock,
                observations);
        metrics.gauge("d2k_streams_open", "Open streams: logs, events, waits, attached processes.", api::openStreams);
        metrics.gauge("d2k_ready", "Whether the cluster's state is known.", () -> cluster.current() ? 1 : 0);
        metrics.gauge(
                "d2k_build_info",
                "The version.",
                () -> 1,
                "version",
                Build.current().version());
        http = DockerServer.start(api);
        observe = config.healthPort().isPresent()
                ? Optional.of(
                        ObserveServer.start(config.host(), config.healthPort().getAsInt(), metrics, this::unreadiness))
                : Optional.empty();
        warnOfStrangers();
        Thread.ofVirtual().name("begin").start(this::begin);
    }

    /**
     * Starts to serve; the cluster's state is read meanwhile, and requests that need it are answered 503 until then.
     *
     * @throws WrongSettingException when a setting is wrong
     * @throws io.d2k.domain.error.EngineException when there is no usable Kubernetes configuration
     */
    public static D2kServer start(ServerConfig config) {
        Mirrors mirrors;
        try {
            mirrors = Mirrors.parse(config.registryMirrors());
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(
                    Setting.REGISTRY_MIRRORS, config.registryMirrors(), String.valueOf(e.getMessage()));
        }
        return new D2kServer(
                config, mirrors, config.tls().map(t -> TlsIdentity.read(t.certificate(), t.key(), t.authority())));
    }

    private Optional<String> unreadiness() {
        if (cluster.current()) {
            return Optional.empty();
        }
        return Optional.of(cluster.trouble().orElse("the state of the cluster has not been read yet"));
    }

    private void warnOfStrangers() {
        boolean open = config.tls().flatMap(ServerConfig.TlsFiles::authority).isEmpty();
        if (open && !new InetSocketAddress(config.host(), 0).getAddress().isLoopbackAddress()) {
            LOG.log(
                    Level.WARNING,
                    address() + " is served to whoever reaches it, with full power over namespace " + config.namespace()
                            + ": ask for certificates (D2K_TLS_CA_FILE), or let only friends in");
        }
    }

    private PublishedPorts inCluster() {
        return config.engine().publish() == PublishMode.HOSTPORT ? cluster.hostPorts() : cluster.publishedPorts();
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

    private String platform() {
        return cluster.cluster().nodes().stream()
                .map(Node::architecture)
                .findFirst()
                .map(a -> "linux/" + a)
                .orElse("");
    }

    /** Returns the TCP port that is listened on. */
    public int port() {
        return http.port();
    }

    /** Returns the address that clients use, such as {@code tcp://127.0.0.1:2375}. */
    public String address() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return "tcp://" + host + ":" + port();
    }

    /** Returns the port of probes and metrics, where there is one. */
    public OptionalInt healthPort() {
        return observe.map(o -> OptionalInt.of(o.port())).orElse(OptionalInt.empty());
    }

    /** Returns the unix socket that is listened on as well. */
    public Optional<Path> socket() {
        return config.socket();
    }

    @Override
    public void close() {
        closed = true;
        http.close();
        observe.ifPresent(ObserveServer::close);
        engine.close();
        forwards.ifPresent(HostForwards::close);
        barriers.ifPresent(KubernetesBarriers::close);
        cluster.close();
        registry.close();
        clients.close();
    }
}
