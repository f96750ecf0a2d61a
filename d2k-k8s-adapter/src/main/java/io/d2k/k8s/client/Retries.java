package io.d2k.k8s.client;

import io.d2k.domain.error.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Repeats requests that failed for a reason that passes ({@link Refusals}): a few times, with growing pauses, and
 * heeding what the server asks for. What fails for good becomes an {@link EngineException}.
 */
public final class Retries {
    private static final System.Logger LOG = System.getLogger(Retries.class.getName());
    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** No further attempt begins after this time: whoever waits for the answer has waited long enough. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Retries() {}

    /**
     * Does a request until it is answered.
     *
     * @param what what is done, for messages
     * @throws EngineException as {@link KubernetesErrors} says
     */
    public static <T> T call(String what, Request<T> request) {
        long start = System.nanoTime();
        var refusals = new Refusals();
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send(attempt > 1);
            } catch (IOException e) {
                if (!refusals.passing(e)
                        || attempt == ATTEMPTS
                        || System.nanoTime() - start > PATIENCE.toNanos()
                        || Thread.currentThread().isInterrupted()) {
                    throw KubernetesErrors.of(what, e);
                }
                LOG.log(System.Logger.Level.DEBUG, () -> what + " failed, trying again: " + e.getMessage());
                pause(what, e, attempt);
            }
        }
    }

    private static void pause(String what, IOException failure, int attempt) {
        long own = (100L << attempt) + ThreadLocalRandom.current().nextLong(100);
        Duration asked =
                failure instanceof StatusException status ? status.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        long millis = Math.min(Math.max(own, asked.toMillis()), LONGEST_PAUSE.toMillis());
        BackOff.pause(Duration.ofMillis(millis), () -> KubernetesErrors.of(what, failure));
    }

    /** A request that may be sent more than once. */
    @FunctionalInterface
    public interface Request<T> {
        /**
         * Sends it.
         *
         * @param again whether it was sent before, so that an earlier one may have had its effect
         */
        T send(boolean again) throws IOException;
    }
}
