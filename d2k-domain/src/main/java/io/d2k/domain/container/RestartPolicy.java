package io.d2k.domain.container;

/**
 * When Docker starts a container again by itself.
 *
 * @param mode the rule
 * @param maximumRetries how often at most after failures ({@link Mode#ON_FAILURE} only); 0 for without bound
 */
public record RestartPolicy(Mode mode, int maximumRetries) {
    /** Docker's restart rules. */
    public enum Mode {
        /** Never. */
        NO("no"),
        /** Whenever the process ends. */
        ALWAYS("always"),
        /** Whenever the process ends, unless it was stopped by hand. */
        UNLESS_STOPPED("unless-stopped"),
        /** When the process ends with an exit code other than 0. */
        ON_FAILURE("on-failure");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /** Returns Docker's word for the rule. */
        public String word() {
            return word;
        }
    }

    /** The default: never. */
    public static final RestartPolicy NEVER = new RestartPolicy(Mode.NO, 0);

    /** Returns whether there is any end after which it is started again. */
    public boolean restarts() {
        return mode != Mode.NO;
    }

    /** Returns whether the container is meant to run for good. */
    public boolean keepsRunning() {
        return mode == Mode.ALWAYS || mode == Mode.UNLESS_STOPPED;
    }
}
