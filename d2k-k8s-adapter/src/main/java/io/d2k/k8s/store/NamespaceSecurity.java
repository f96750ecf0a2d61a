package io.d2k.k8s.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.RawApi;
import io.d2k.k8s.manifest.RestrictedPods;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The level of Pod Security that the namespace enforces by its label: read at the start, and anew beside a pod that is made
 * a while later. To watch it would take a permission for all namespaces.
 */
final class NamespaceSecurity {
    private static final Logger LOG = System.getLogger(NamespaceSecurity.class.getName());
    private static final String RESTRICTED =
            "the namespace has Pod Security \"restricted\": containers have no capabilities,"
                    + " gain no rights, and run as another user than root or not at all (D2K_POD_SECURITY)";
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final KubernetesClients clients;
    private final Optional<PodSecurity> set;
    private final LongSupplier nanos;
    private final AtomicLong asked = new AtomicLong();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private volatile PodSecurity level = PodSecurity.PRIVILEGED;

    /**
     * Makes one that reads nothing yet.
     *
     * @param set what holds whatever the label says
     * @param nanos tells the time, as {@link System#nanoTime}
     */
    NamespaceSecurity(KubernetesClients clients, Optional<PodSecurity> set, LongSupplier nanos) {
        this.nanos = nanos;
        this.clients = clients;
        this.set = set;
    }

    /** Begins to read in the background. */
    void start() {
        asked.set(nanos.getAsLong());
        set.ifPresentOrElse(this::settle, this::ask);
    }

    /** Takes what is set, and asks nobody. */
    void startAlone() {
        settle(set.orElse(PodSecurity.PRIVILEGED));
    }

    private void settle(PodSecurity known) {
        level = known;
        first.complete(null);
    }

    /** Returns the level; waits for a short while after the start. */
    PodSecurity level() {
        try {
            first.get(FIRST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return level; // the pod is as it was asked for, and the cluster says what it lacks
        }
        long before = asked.get();
        if (set.isEmpty()
                && nanos.getAsLong() - before > FRESH_NANOS
                && asked.compareAndSet(before, nanos.getAsLong())) {
            ask();
        }
        return level;
    }

    /** Asks in the background; where nobody answers, what was known holds. */
    private void ask() {
        Thread.ofVirtual().name("namespace-security").start(() -> {
            read().filter(now -> now != level).ifPresent(now -> {
                LOG.log(
                        Level.INFO,
                        now == PodSecurity.RESTRICTED ? RESTRICTED : "the namespace is not restricted any more");
                level = now;
            });
            first.complete(null);
        });
    }

    private Optional<PodSecurity> read() {
        try {
            JsonObject namespace = new RawApi(clients).get("/api/v1/namespaces/" + clients.namespace());
            JsonElement labels = namespace.getAsJsonObject("metadata").get("labels");
            boolean restricted = labels != null
                    && labels.getAsJsonObject().has(RestrictedPods.LEVEL_LABEL)
                    && labels.getAsJsonObject()
                            .get(RestrictedPods.LEVEL_LABEL)
                            .getAsString()
                            .equals(RestrictedPods.LEVEL);
            return Optional.of(restricted ? PodSecurity.RESTRICTED : PodSecurity.PRIVILEGED);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the labels of the namespace may not be read", e);
            return Optional.empty();
        }
    }
}
