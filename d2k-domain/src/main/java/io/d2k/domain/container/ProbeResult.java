package io.d2k.domain.container;

import java.time.Instant;

/**
 * What came of one health check, as the cluster tells it.
 *
 * @param at when, to the second
 * @param outcome what came of it
 * @param output what the check printed, as far as it is told: nothing of one that passed
 * @param start whether it is one of those that go on until the first passes
 */
public record ProbeResult(Instant at, Outcome outcome, String output, boolean start) {
    /** What may come of a check. */
    public enum Outcome {
        /** It passed. */
        PASSED(0),
        /** It failed. */
        FAILED(1),
        /** It took too long. */
        TIMED_OUT(-1);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Returns Docker's exit code of such a check. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** One that passed. */
    public static ProbeResult passed(Instant at) {
        return new ProbeResult(at, Outcome.PASSED, "", false);
    }
}
