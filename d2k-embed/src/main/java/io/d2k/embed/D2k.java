package io.d2k.embed;

import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.domain.engine.Engine;
import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.system.Node;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.ClusterDns;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.registry.Mirrors;
import io.d2k.registry.RegistryClient;
import io.d2k.registry.RegistrySettings;
import io.d2k.server.DryEngine;
import io.d2k.server.EngineOnCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A running d2k inside another program. {@link #engine()} has the use cases, one inbound port for each resource of
 * Docker's; {@link #endpoint} serves them to Docker clients. Safe for use by many threads.
 */
public final class D2k implements AutoCloseable {
    private final Engine engine;
    private final Predicate<Duration> ready;
    private final Clock clock;
    private final Deque<Runnable> endings;

    private D2k(Engine engine, Predicate<Duration> ready, Clock clock, Deque<Runnable> endings) {
        this.engine = engine;
        this.ready = ready;
        this.clock = clock;
        this.endings = endings;
    }

    /**
     * Connects with a cluster, and begins to read its state; see {@link #awaitReady}. One d2k alone may have the duties
     * on a namespace.
     *
     * @throws io.d2k.domain.error.EngineException when there is no usable Kubernetes configuration
     * @throws IllegalArgumentException when the registry mirrors are none
     */
    public static D2k onCluster(ClusterOptions options) {
        return onCluster(options, UnaryOperator.identity());
    }

    /**
     * Connects with a cluster, and exchanges some of the outbound ports for others: own logs, own registries, own names.
     *
     * @param change gets the ports on the cluster, and returns those to use
     * @throws io.d2k.domain.error.EngineException when there is no usable Kubernetes configuration
     * @throws IllegalArgumentException when the registry mirrors are none
     */
    public static D2k onCluster(ClusterOptions options, UnaryOperator<Engine.Ports> change) {
        Mirrors mirrors = Mirrors.parse(options.registryMirrors());
        Clock clock = Clock.systemUTC();
        Deque<Runnable> endings = new ArrayDeque<>();
        KubernetesClients clients = KubernetesClients.connect(options.kubeconfig(), options.namespace());
        endings.push(clients::close);
        KubernetesEngine cluster = KubernetesEngine.start(
                clients,
                new ContainerDecoder(),
                ClusterDns.ofThisPod().with(options.clusterDomain(), options.clusterDns()),
                options.settings().podSecurity(),
                options.swarm() ? Optional.of(new ServiceDecoder()) : Optional.empty());
        RegistryClient registry =
                new RegistryClient(RegistrySettings.defaults().withMirrors(mirrors), () -> platform(cluster));
        endings.push(registry::close);
        endings.push(cluster::close);
        EngineOnCluster engine = new EngineOnCluster(
                new EngineOnCluster.Basis(
                        clients,
                        cluster,
                        registry,
                        options.settings().withIsolated(options.isolated()),
                        options.forwardHost()),
                clock,
                change);
        endings.push(engine::close);
        engine.begin();
        return new D2k(engine.engine(), cluster::awaitReady, clock, endings);
    }

    private static String platform(KubernetesEngine cluster) {
        return cluster.cluster().nodes().stream()
                .map(Node::architecture)
                .findFirst()
                .map(a -> "linux/" + a)
                .orElse("");
    }

    /**
     * Puts the use cases together on ports that are all one's own, and takes up their duties at once.
     *
     * @param ports what the engine needs of the world; they stay the caller's
     * @param settings what an operator decides
     * @param clock the time
     */
    public static D2k onPorts(Engine.Ports ports, EngineSettings settings, Clock clock) {
        Engine engine = new Engine(ports, settings, clock);
        Deque<Runnable> endings = new ArrayDeque<>();
        endings.push(engine::close);
        engine.begin();
        return new D2k(engine, atMost -> true, clock, endings);
    }

    /**
     * Returns a d2k on a cluster that nobody has, for the tests of programs that embed d2k: what is asked for is noted, and
     * what is started counts as running. Nothing runs, so that nothing ends, prints or can be entered.
     *
     * @param options kubeconfig, mirrors and isolation are passed over; ports cannot be forwarded
     * @param change gets the ports on that cluster, and returns those to use
     */
    public static D2k simulated(ClusterOptions options, UnaryOperator<Engine.Ports> change) {
        DryEngine dry = new DryEngine(
                new DryEngine.Setup(
                        options.namespace(),
                        options.clusterDomain().orElse(Translation.CLUSTER_DOMAIN),
                        options.settings(),
                        DryEngine.offline(),
                        options.swarm()),
                change);
        Deque<Runnable> endings = new ArrayDeque<>();
        endings.push(dry::close);
        return new D2k(dry.engine(), atMost -> true, Clock.systemUTC(), endings);
    }

    /** Returns the use cases. Until the cluster's state is known they fail as unavailable. */
    public Engine engine() {
        return engine;
    }

    /** Waits until the state of the cluster is known, for a bounded time; returns whether it is. */
    public boolean awaitReady(Duration atMost) {
        return ready.test(atMost);
    }

    /** Returns the Docker API over these use cases, for a listener of one's own. It is the caller's to close. */
    public DockerEndpoint endpoint(EndpointOptions options) {
        return new DockerEndpoint(engine, options, clock);
    }

    /** Ends duties and watches, and lets go of the cluster. Endpoints have to be closed before. */
    @Override
    public void close() {
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
