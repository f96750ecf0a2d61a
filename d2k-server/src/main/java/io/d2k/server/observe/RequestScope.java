package io.d2k.server.observe;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Docker request on whose behalf a thread runs. Threads that are started meanwhile inherit it, so that what they ask
 * of Kubernetes counts for the request, and what they log names it.
 */
public final class RequestScope {
    private static final InheritableThreadLocal<Optional<RequestScope>> CURRENT = new InheritableThreadLocal<>() {
        @Override
        protected Optional<RequestScope> initialValue() {
            return Optional.empty();
        }
    };

    private final long id;
    private final AtomicInteger kubernetesRequests = new AtomicInteger();

    private RequestScope(long id) {
        this.id = id;
    }

    /** Begins a scope for this thread. */
    static RequestScope begin(long id) {
        var scope = new RequestScope(id);
        CURRENT.set(Optional.of(scope));
        return scope;
    }

    /** Returns the scope of this thread. */
    public static Optional<RequestScope> current() {
        return CURRENT.get();
    }

    /** Ends the scope for this thread. */
    void end() {
        CURRENT.remove();
    }

    /** Returns the number of the request. */
    public long id() {
        return id;
    }

    /** Counts a request to Kubernetes. */
    void count() {
        kubernetesRequests.incrementAndGet();
    }

    /** Returns how many requests to Kubernetes there were so far. */
    int kubernetesRequests() {
        return kubernetesRequests.get();
    }
}
