package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.Isolation;
import io.d2k.domain.port.out.NetworkBarriers;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Reflector.Pace;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.manifest.NetworkPolicies;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Barriers as NetworkPolicies. */
public final class KubernetesBarriers implements NetworkBarriers, AutoCloseable {
    private static final int SYNC_SECONDS = 10;

    private final CachedResource<V1NetworkPolicy> policies;
    private final List<Integer> dns;

    private KubernetesBarriers(CachedResource<V1NetworkPolicy> policies, List<Integer> dns) {
        this.policies = policies;
        this.dns = dns;
    }

    /**
     * Begins to read the policies in the background.
     *
     * @param needed whether d2k cannot do without them
     * @param dns the ports of pods that are name servers
     */
    public static KubernetesBarriers start(KubernetesClients clients, boolean needed, List<Integer> dns) {
        var policies = policies(clients, needed ? Pace.EAGER : Pace.RELAXED);
        policies.start();
        return new KubernetesBarriers(policies, List.copyOf(dns));
    }

    /** Returns barriers on a cluster where nobody else makes any. */
    public static KubernetesBarriers alone(KubernetesClients clients) {
        var policies = policies(clients, Pace.RELAXED);
        policies.startAlone();
        return new KubernetesBarriers(policies, List.of(NameDomains.DNS_PORT));
    }

    private static CachedResource<V1NetworkPolicy> policies(KubernetesClients clients, Pace pace) {
        return new CachedResource<>(
                clients, Kind.NETWORK_POLICY, pace, new ReentrantLock(), ObjectStore.Listener.none());
    }

    @Override
    public void apply(Isolation isolation) {
        awaitSync();
        Map<String, V1NetworkPolicy> wanted = NetworkPolicies.of(isolation, dns);
        wanted.values().forEach(this::write);
        policies.all().stream()
                .filter(p -> Keys.is(p.getMetadata(), Keys.KIND_ISOLATION))
                .filter(p -> !wanted.containsKey(p.getMetadata().getName()))
                .forEach(p -> policies.delete(p, OptionalLong.empty()));
    }

    private void write(V1NetworkPolicy wanted) {
        String name = wanted.getMetadata().getName();
        Contention.settle(
                () -> {
                    Optional<V1NetworkPolicy> before =
                            policies.get(name).filter(p -> Keys.is(p.getMetadata(), Keys.KIND_ISOLATION));
                    if (before.filter(b -> same(b, wanted)).isPresent()) {
                        return before.get();
                    }
                    return Contention.write(() -> replace(before, wanted));
                },
                () -> policies.refresh(name));
    }

    private V1NetworkPolicy replace(Optional<V1NetworkPolicy> before, V1NetworkPolicy wanted) {
        if (before.isEmpty()) {
            V1NetworkPolicy made = policies.create(wanted);
            if (!same(made, wanted)) {
                throw EngineException.conflict(
                        "NetworkPolicy " + made.getMetadata().getName() + " was made by somebody else");
            }
            return made;
        }
        wanted.getMetadata().setResourceVersion(before.get().getMetadata().getResourceVersion());
        try {
            return policies.replace(wanted);
        } catch (EngineException e) {
            // removed meanwhile: the next attempt makes it anew
            throw e.kind() == ErrorKind.NOT_FOUND ? EngineException.conflict(e.getMessage()) : e;
        }
    }

    /** The API server returns what was written, with nothing filled in. */
    private static boolean same(V1NetworkPolicy one, V1NetworkPolicy other) {
        return one.getSpec() != null && one.getSpec().equals(other.getSpec());
    }

    private void awaitSync() {
        try {
            policies.synced().get(SYNC_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "the NetworkPolicies cannot be read: " + policies.trouble().orElse("no answer yet"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.unavailable("interrupted");
        }
    }

    @Override
    public void close() {
        policies.close();
    }
}
