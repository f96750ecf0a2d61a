package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.k8s.cache.ObjectStore;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Waits for single pods to change; what else listens to pods is told as well. The kubelet tells of some changes by an event at
 * once, and by the pod's status up to a second later.
 */
public final class PodWaits implements ObjectStore.Listener<V1Pod> {
    private final ObjectStore.Listener<V1Pod> other;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();

    /** Makes one that hands everything on. */
    public PodWaits(ObjectStore.Listener<V1Pod> other) {
        this.other = other;
    }

    /** One wait, which has begun. */
    final class Wait implements AutoCloseable {
        private final String name;
        private final Predicate<V1Pod> test;
        private final String reason;
        private final CompletableFuture<Optional<V1Pod>> reached = new CompletableFuture<>();
        private volatile boolean reported;

        private Wait(String name, Predicate<V1Pod> test, String reason) {
            this.name = name;
            this.test = test;
            this.reason = reason;
            waiting.add(this);
        }

        /** Returns whether an event has ended the wait, which the pod's status may not show yet. */
        boolean reported() {
            return reported;
        }

        /** Returns the pod as it passes the test; nothing when an event came first, when it has gone or the time is over. */
        Optional<V1Pod> await(Duration atMost) {
            try {
                return reached.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw EngineException.unavailable("interrupted while pod " + name + " was waited for");
            }
        }

        @Override
        public void close() {
            waiting.remove(this);
        }
    }

    /** Begins to wait for the pod of a name. */
    Wait begin(String name, Predicate<V1Pod> test) {
        return begin(name, test, "");
    }

    /**
     * Does so where an event may tell before the status.
     *
     * @param reason of the event on its main container that ends the wait as well
     */
    Wait begin(String name, Predicate<V1Pod> test, String reason) {
        return new Wait(name, test, reason);
    }

    /** Returns what the store of events with such a reason is to tell. */
    public ObjectStore.Listener<CoreV1Event> events(String reason) {
        return new ObjectStore.Listener<>() {
            @Override
            public void present(CoreV1Event event) {
                waiting.stream()
                        .filter(w -> w.reason.equals(reason)
                                && w.name.equals(event.getInvolvedObject().getName())
                                && ProcessReport.of(event).isPresent())
                        .forEach(w -> {
                            w.reported = true;
                            w.reached.complete(Optional.empty());
                        });
            }

            @Override
            public void removed(CoreV1Event event) {
                // what was told was told
            }
        };
    }

    @Override
    public void present(V1Pod pod) {
        other.present(pod);
        waitingFor(pod).filter(w -> w.test.test(pod)).forEach(w -> w.reached.complete(Optional.of(pod)));
    }

    @Override
    public void removed(V1Pod pod) {
        other.removed(pod);
        waitingFor(pod).forEach(w -> w.reached.complete(Optional.empty()));
    }

    private Stream<Wait> waitingFor(V1Pod pod) {
        return waiting.stream().filter(w -> w.name.equals(pod.getMetadata().getName()));
    }
}
