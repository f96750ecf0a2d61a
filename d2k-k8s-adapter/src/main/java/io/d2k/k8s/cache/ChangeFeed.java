package io.d2k.k8s.cache;

import io.d2k.domain.port.out.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Hands changes on to listeners, in order, from one thread of its own, so that nobody who makes a change waits. */
public final class ChangeFeed<C> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChangeFeed.class.getName());

    private final LinkedBlockingQueue<C> queue = new LinkedBlockingQueue<>();
    private final List<Registration<C>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /**
     * Starts one.
     *
     * @param name the thread's name
     */
    public ChangeFeed(String name) {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Hands on a change; returns at once. */
    public void publish(C change) {
        queue.add(change);
    }

    /** Tells a listener of each change from now on; after its end a call that is under way may still finish. */
    public Subscription subscribe(Consumer<C> listener) {
        var registration = new Registration<>(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Stops; changes that were not handed on yet are dropped. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                deliver(queue.take());
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed");
        }
    }

    private void deliver(C change) {
        for (Registration<C> registration : listeners) {
            try {
                registration.listener.accept(change);
            } catch (RuntimeException | Error e) { // one listener must not silence the others
                LOG.log(System.Logger.Level.ERROR, "a listener failed", e);
            }
        }
    }

    /** One registration; a listener that registers twice has two. */
    private static final class Registration<C> {
        private final Consumer<C> listener;

        Registration(Consumer<C> listener) {
            this.listener = listener;
        }
    }
}
