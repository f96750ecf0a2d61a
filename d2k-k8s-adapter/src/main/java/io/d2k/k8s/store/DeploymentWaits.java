package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ObjectStore;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the controller of Deployments to have taken notice of what was written; what else listens to them is told as well. */
public final class DeploymentWaits implements ObjectStore.Listener<V1Deployment> {
    private final ObjectStore.Listener<V1Deployment> other;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();

    private record Wait(V1Deployment written, CompletableFuture<Void> over) {}

    /** Makes one that hands everything on. */
    public DeploymentWaits(ObjectStore.Listener<V1Deployment> other) {
        this.other = other;
    }

    /**
     * Returns once the controller has seen a Deployment as it was written or later, once that has gone, or once the time is
     * over.
     */
    void awaitSeen(CachedResource<V1Deployment> deployments, V1Deployment written, Duration atMost) {
        var wait = new Wait(written, new CompletableFuture<>());
        waiting.add(wait);
        try {
            // It may have been seen before the wait began.
            Optional<V1Deployment> now = deployments.get(written.getMetadata().getName());
            if (now.filter(d -> !seen(written, d)).isPresent()) {
                wait.over().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            // whoever asked goes on without
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.unavailable("interrupted while the controller of Deployments was waited for");
        } finally {
            waiting.remove(wait);
        }
    }

    /**
     * Returns whether the controller has seen a Deployment as it was written, or a later state of it.
     *
     * @param now the Deployment as it is, or another one of its name
     */
    static boolean seen(V1Deployment written, V1Deployment now) {
        Long generation = written.getMetadata().getGeneration();
        Optional<Long> observed = Optional.ofNullable(now.getStatus()).map(V1DeploymentStatus::getObservedGeneration);
        boolean another =
                !written.getMetadata().getUid().equals(now.getMetadata().getUid());
        return another || generation == null || observed.orElse(0L) >= generation;
    }

    @Override
    public void present(V1Deployment deployment) {
        other.present(deployment);
        waiting.stream()
                .filter(w -> named(w, deployment) && seen(w.written(), deployment))
                .forEach(w -> w.over().complete(null));
    }

    @Override
    public void removed(V1Deployment deployment) {
        other.removed(deployment);
        waiting.stream().filter(w -> named(w, deployment)).forEach(w -> w.over().complete(null));
    }

    private static boolean named(Wait wait, V1Deployment deployment) {
        return wait.written()
                .getMetadata()
                .getName()
                .equals(deployment.getMetadata().getName());
    }
}
