package io.d2k.domain.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Work that brings something to the state of now, one pass at a time. What is asked for while a pass is under way is done
 * by the one pass that follows.
 */
final class Passes implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Passes.class.getName());
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final String name;
    private final BooleanSupplier pass;
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<Boolean> next = new CompletableFuture<>();
    private boolean wanted;
    private boolean busy;
    private volatile boolean closed;

    /**
     * Makes passes; none is done before it is asked for.
     *
     * @param name of the thread
     * @param pass does one and returns whether it is over; one that is not is tried again later
     */
    Passes(String name, BooleanSupplier pass) {
        this.name = name;
        this.pass = pass;
    }

    /** Asks for a pass over the state of now. */
    void ask() {
        lock.lock();
        try {
            wanted = true;
            if (!busy && !closed) {
                busy = true;
                Thread.ofVirtual().name(name).start(this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a pass over the state of now and waits for its end, for a bounded time. */
    void settle(Duration atMost) {
        CompletableFuture<Boolean> asked;
        lock.lock();
        try {
            asked = next;
            ask();
        } finally {
            lock.unlock();
        }
        try {
            asked.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the pass over " + name + " is still under way", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            CompletableFuture<Boolean> done;
            lock.lock();
            try {
                if (!wanted || closed) {
                    busy = false;
                    return;
                }
                wanted = false;
                done = next;
                next = new CompletableFuture<>();
            } finally {
                lock.unlock();
            }
            if (!over()) {
                CompletableFuture.delayedExecutor(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::ask);
            }
            done.complete(true);
        }
    }

    private boolean over() {
        try {
            return pass.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the pass over " + name + " failed", e);
            return true;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
