package io.d2k.k8s.client;

import java.time.Duration;
import java.util.function.Supplier;

/** The pause before a request that was refused is sent again: the one place where d2k sleeps. */
public final class BackOff {
    private BackOff() {}

    /**
     * Pauses.
     *
     * @param failure made and thrown when the thread is interrupted meanwhile
     */
    public static void pause(Duration time, Supplier<? extends RuntimeException> failure) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.get();
        }
    }
}
