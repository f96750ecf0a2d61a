package io.d2k.server;

import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.docker.tls.TlsIdentity;
import io.d2k.domain.system.Node;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.ClusterDns;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.manifest.NameDomains.OwnNameServer;
import io.d2k.registry.Mirrors;
import io.d2k.registry.RegistryClient;
import io.d2k.registry.RegistrySettings;
import io.d2k.server.observe.Metrics;
import io.d2k.server.observe.Observations;
import io.d2k.server.observe.ObserveServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** A running d2k: the use cases on a cluster, served by HTTP. */
public final class D2kServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(D2kServer.class.getName());

    private final ServerConfig config;
    private final KubernetesClients clients;
    private final KubernetesEngine cluster;
    private final RegistryClient registry;
    private final Optional<ServedNames> names;
    private final Role role;
    private final Optional<ObserveServer> observe;

    private D2kServer(
            ServerConfig config, Mirrors mirrors, Optional<TlsIdentity> identity, Optional<InetAddress> nameServer) {
        this.config = config;
        var metrics = new Metrics();
        var observations = new Observations(metrics);
        clients = KubernetesClients.connect(config.kubeconfig(), config.namespace(), observations);
        cluster = KubernetesEngine.start(
                clients,
                new ContainerDecoder(),
                ClusterDns.ofThisPod()
                        .with(config.clusterDomain(), config.clusterDns())
                        .behind(nameServer.map(a -> new OwnNameServer(
                                a.getHostAddress(),
                                config.nameServer().orElseThrow().port()))),
                config.engine().podSecurity(),
                config.swarmMode() ? Optional.of(new ServiceDecoder()) : Optional.empty());
        registry = new RegistryClient(RegistrySettings.defaults().withMirrors(mirrors), this::platform);
        metrics.gauge("d2k_ready", "Whether the cluster's state is known.", () -> cluster.current() ? 1 : 0);
        metrics.gauge(
                "d2k_build_info",
                "The version.",
                () -> 1,
                "version",
                Build.current().version());
        names = nameServer.map(
                address -> ServedNames.start(address, cluster, config.engine().ownNode()));
        var basis = new Serving.Basis(config, clients, cluster, registry, identity, metrics, observations);
        role = config.leaderElection()
                ? new Replica(config, clients, port -> new Serving(basis, port))
                : new Role.Alone(new Serving(basis, config.port()));
        metrics.gauge("d2k_leader", "Whether this d2k serves, and not another one.", () -> role.leads() ? 1 : 0);
        observe = config.healthPort().isPresent()
                ? Optional.of(
                        ObserveServer.start(config.host(), config.healthPort().getAsInt(), metrics, this::unreadiness))
                : Optional.empty();
        warnOfStrangers();
    }

    /**
     * Starts to serve; the cluster's state is read meanwhile, for which requests that need it wait some seconds.
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
                config,
                mirrors,
                config.tls().map(t -> TlsIdentity.read(t.certificate(), t.key(), t.authority())),
                config.nameServer().map(n -> ServedNames.address(n.name())));
    }

    private Optional<String> unreadiness() {
        if (cluster.current()) {
            return role.trouble();
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

    private String platform() {
        return cluster.cluster().nodes().stream()
                .map(Node::architecture)
                .findFirst()
                .map(a -> "linux/" + a)
                .orElse("");
    }

    /** Returns the TCP port that is listened on. */
    public int port() {
        return role.port();
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

    /** Completes with the reason when this d2k cannot go on; it is to be closed then, and another one started. */
    public CompletableFuture<String> ended() {
        return role.ended();
    }

    @Override
    public void close() {
        role.close();
        observe.ifPresent(ObserveServer::close);
        names.ifPresent(ServedNames::close);
        cluster.close();
        registry.close();
        clients.close();
    }
}
