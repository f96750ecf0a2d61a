package io.d2k.domain.service;

import java.time.Duration;

/**
 * When a task that has ended is replaced by another.
 *
 * @param when the rule
 * @param delay how long to wait before
 * @param maxAttempts how many replacements there are at most; 0 for no bound
 * @param window within which time attempts count; zero for ever
 */
public record RestartCondition(When when, Duration delay, long maxAttempts, Duration window) {
    /** The rules. */
    public enum When {
        /** Never. */
        NONE("none"),
        /** After a failure. */
        ON_FAILURE("on-failure"),
        /** Always. */
        ANY("any");

        private final String word;

        When(String word) {
            this.word = word;
        }

        /** Returns Docker's word. */
        public String word() {
            return word;
        }
    }

    /** Docker's default. */
    public static final RestartCondition DEFAULT =
            new RestartCondition(When.ANY, Duration.ofSeconds(5), 0, Duration.ZERO);

    /** Returns whether tasks are always replaced, however they ended and however often. */
    public boolean always() {
        return when == When.ANY && maxAttempts == 0;
    }

    /**
     * Returns whether Kubernetes' own controllers keep to it. They always replace what ends, when they see fit, which is
     * good enough where nobody asked for a delay of their own.
     */
    public boolean keptByKubernetes() {
        return always() && delay.equals(DEFAULT.delay());
    }

    /**
     * Returns whether a task is replaced.
     *
     * @param failed whether it failed
     * @param attempts how many replacements there were before
     */
    public boolean replaces(boolean failed, int attempts) {
        boolean wanted = when == When.ANY || when == When.ON_FAILURE && failed;
        return wanted && (maxAttempts == 0 || attempts < maxAttempts);
    }
}
