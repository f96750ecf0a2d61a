package io.d2k.k8s.stream;

import io.d2k.k8s.client.Refusals;
import io.d2k.k8s.client.StatusException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Decides whether, and after which pause, a broken stream is taken up again. */
final class Patience {
    private static final System.Logger LOG = System.getLogger(Patience.class.getName());
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final String what;
    private final Refusals refusals = new Refusals();
    private int failures;
    private long failingSince;

    /** Makes one for a stream, which is named in messages. */
    Patience(String what) {
        this.what = what;
    }

    /** Takes note of something that worked: later failures count anew. */
    void worked() {
        failures = 0;
        refusals.allowed();
    }

    /**
     * Waits until it may work again; the slot's closing ends the wait.
     *
     * @throws IOException the failure, where it will not pass or has lasted for two minutes
     */
    void failed(IOException failure, CallSlot slot) throws IOException {
        if (slot.closed()) {
            return;
        }
        if (failures == 0) {
            failingSince = System.nanoTime();
        }
        failures++;
        if (!passing(failure) || System.nanoTime() - failingSince > LIMIT.toNanos()) {
            throw failure;
        }
        LOG.log(Level.DEBUG, () -> what + " broke off, trying again: " + failure.getMessage());
        slot.pause(Duration.ofMillis(Math.min(FIRST_PAUSE_MILLIS << Math.min(failures, 10), LONGEST_PAUSE_MILLIS)));
    }

    private boolean passing(IOException failure) {
        return switch (failure) {
            case StatusException status -> notReady(status) || refusals.passing(status);
            case LogUnreadableException unreadable -> false;
            case InterruptedIOException interrupted -> !Thread.currentThread().isInterrupted();
            default -> refusals.passing(failure);
        };
    }

    /** Returns whether a refusal says that the container has not started. */
    static boolean notReady(StatusException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return refusal.code() == 400
                && (message.contains("waiting to start")
                        || message.contains("ContainerCreating")
                        || message.contains("PodInitializing")
                        || message.contains("does not have a host assigned"));
    }
}
