package io.d2k.server;

import io.d2k.docker.http.DockerApi;
import io.d2k.docker.http.DockerServer;
import io.d2k.docker.http.HttpSettings;
import io.d2k.docker.tls.TlsIdentity;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.registry.RegistryClient;
import io.d2k.server.observe.Metrics;
import io.d2k.server.observe.Observations;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What one d2k on a namespace does at a time: the use cases with their duties, and the Docker API over them. Of several
 * replicas only the leader has it.
 */
final class Serving implements AutoCloseable {
    private final EngineOnCluster engine;
    private final DockerServer http;

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
     * Starts to serve; the cluster's state is read meanwhile, for which requests that need it wait some seconds.
     *
     * @param port the TCP port, 0 for any
     */
    Serving(Basis basis, int port) {
        ServerConfig config = basis.config();
        Clock clock = Clock.systemUTC();
        engine = new EngineOnCluster(
                new EngineOnCluster.Basis(
                        basis.clients(), basis.cluster(), basis.registry(), config.engine(), config.host()),
                clock,
                UnaryOperator.identity());
        HttpSettings plain =
                HttpSettings.of(config.host(), port).withAllowed(config.allowedHosts(), config.allowedOrigins());
        HttpSettings listeners = basis.identity().map(plain::withTls).orElse(plain);
        DockerApi api = new DockerApi(
                UseCases.of(engine.engine()),
                config.socket().map(listeners::withUnixSocket).orElse(listeners),
                Build.current().told(),
                clock,
                basis.observations());
        basis.metrics()
                .gauge("d2k_streams_open", "Open streams: logs, events, waits, attached processes.", api::openStreams);
        http = DockerServer.start(api);
        engine.begin();
    }

    /** Returns the TCP port that is listened on. */
    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        engine.close();
    }
}
