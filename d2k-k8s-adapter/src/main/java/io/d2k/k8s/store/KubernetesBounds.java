package io.d2k.k8s.store;

import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.cache.Reflector.Pace;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.manifest.NamespaceBounds;
import io.d2k.k8s.manifest.RestrictedPods;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1LimitRange;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The quotas and limit ranges of the namespace, and the level of Pod Security that it enforces, kept in memory; without a
 * permission to read them there are none.
 */
public final class KubernetesBounds implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final ObjectStore<V1ResourceQuota> quotas = store();
    private final ObjectStore<V1LimitRange> ranges = store();
    private final Reflector<V1ResourceQuota> quotaWatch;
    private final Reflector<V1LimitRange> rangeWatch;
    private final NamespaceSecurity security;

    /**
     * Makes one that reads nothing yet.
     *
     * @param level what pods have to be fit for; nothing for what the namespace says
     */
    public KubernetesBounds(KubernetesClients clients, Optional<PodSecurity> level) {
        security = new NamespaceSecurity(clients, level, System::nanoTime);
        quotaWatch = new Reflector<>(new Resource<>(clients, Kind.RESOURCE_QUOTA), "", quotas, Pace.RELAXED);
        rangeWatch = new Reflector<>(new Resource<>(clients, Kind.LIMIT_RANGE), "", ranges, Pace.RELAXED);
    }

    private static <T extends KubernetesObject> ObjectStore<T> store() {
        return new ObjectStore<>(new ReentrantLock(), ObjectStore.Listener.none());
    }

    /** Begins to read in the background. */
    public void start() {
        quotaWatch.start();
        rangeWatch.start();
        security.start();
    }

    /** Takes the namespace for one without bounds, and asks nobody. */
    public void startAlone() {
        quotaWatch.startAlone();
        rangeWatch.startAlone();
        security.startAlone();
    }

    /** Gives a pod what the namespace demands and it lacks. */
    public void apply(V1PodSpec pod) {
        if (restricted()) {
            RestrictedPods.restrict(pod);
        }
        try {
            CompletableFuture.allOf(quotaWatch.attempted(), rangeWatch.attempted())
                    .get(FIRST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // the pod is as it was asked for, and the cluster says what it lacks
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        NamespaceBounds.of(quotas.all(), ranges.all()).apply(pod);
    }

    /** Returns whether no pod may be root or have capabilities. */
    boolean restricted() {
        return security.level() == PodSecurity.RESTRICTED;
    }

    @Override
    public void close() {
        quotaWatch.close();
        rangeWatch.close();
    }
}
