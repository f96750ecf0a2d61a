package io.d2k.domain.fake;

import java.util.concurrent.Executor;

/** A virtual thread for each task, of which it is known when all have come to their end. */
public final class CountedThreads implements Executor {
    private int running;

    @Override
    public void execute(Runnable task) {
        count(1);
        Thread.ofVirtual().name("service").start(() -> {
            try {
                task.run();
            } finally {
                count(-1);
            }
        });
    }

    private synchronized void count(int more) {
        running += more;
        notifyAll();
    }

    /** Waits until nothing is under way. */
    public synchronized void settle() {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (running > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(running + " tasks have not come to an end");
            }
            try {
                wait(1000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
