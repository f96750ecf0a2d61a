package io.d2k.docker.route;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Times by which clients have to have sent what they began to send. */
public final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    /** Starts a timer thread; it ends with {@link #close()}. */
    public Deadlines() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("d2k-deadlines").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sets a deadline.
     *
     * @param missed called when it passes; must not block
     */
    public Deadline in(Duration time, Runnable missed) {
        var decided = new AtomicBoolean();
        ScheduledFuture<?> future = timer.schedule(
                () -> {
                    if (decided.compareAndSet(false, true)) {
                        missed.run();
                    }
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
        return new Deadline(decided, future);
    }

    /** Forgets all deadlines. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One deadline. */
    public static final class Deadline {
        private final AtomicBoolean decided;
        private final ScheduledFuture<?> future;

        private Deadline(AtomicBoolean decided, ScheduledFuture<?> future) {
            this.decided = decided;
            this.future = future;
        }

        /** Returns whether the deadline was met; it does not pass any more. */
        public boolean met() {
            future.cancel(false);
            return decided.compareAndSet(false, true);
        }
    }
}
