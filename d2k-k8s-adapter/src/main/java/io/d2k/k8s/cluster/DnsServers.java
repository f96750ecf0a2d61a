package io.d2k.k8s.cluster;

import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.client.KubeletDns;
import io.d2k.k8s.client.KubernetesClients;
import io.kubernetes.client.openapi.models.V1Node;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The addresses of the cluster's DNS: as known, else as the kubelet of some node tells, once. */
final class DnsServers implements Supplier<List<String>> {
    private static final Logger LOG = System.getLogger(DnsServers.class.getName());
    /** For what comes right after the state of the cluster is known. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Until the nodes are known, or not to be known. */
    private static final Duration START = Duration.ofMinutes(1);

    private final CompletableFuture<List<String>> servers = new CompletableFuture<>();

    /** Returns the addresses, empty where nobody tells them; waits for a short while after the start. */
    @Override
    public List<String> get() {
        try {
            return servers.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }

    /** Begins to find them out, in the background. */
    void begin(ClusterDns dns, KubernetesClients clients, CachedResource<V1Node> nodes) {
        dns.servers().ifPresent(servers::complete);
        if (!servers.isDone()) {
            Thread.ofVirtual().name("dns-servers").start(() -> servers.complete(ask(clients, nodes)));
        }
    }

    private static List<String> ask(KubernetesClients clients, CachedResource<V1Node> nodes) {
        try {
            nodes.attempted().get(START.toMillis(), TimeUnit.MILLISECONDS);
            List<V1Node> present = nodes.all();
            return present.isEmpty()
                    ? List.of()
                    : KubeletDns.read(clients, present.getFirst().getMetadata().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no kubelet tells the addresses of the cluster's DNS", e);
            return List.of();
        }
    }
}
