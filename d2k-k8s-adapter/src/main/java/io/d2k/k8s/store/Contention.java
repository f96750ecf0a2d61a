package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.client.BackOff;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Repeats a change of an object that others change too, each time from its newest state. */
final class Contention {
    private static final int ATTEMPTS = 8;

    private Contention() {}

    /**
     * Does a change.
     *
     * @param change reads the newest state known, decides, and writes within {@link #write}
     * @param refresh reads the newest state from the server
     * @throws EngineException as the change does, and of kind {@code CONFLICT} when others were faster every time
     */
    static <T> T settle(Supplier<T> change, Runnable refresh) {
        for (int attempt = 1; ; attempt++) {
            try {
                return change.get();
            } catch (Outdated e) {
                if (attempt == ATTEMPTS) {
                    throw e.conflict;
                }
                pause(attempt, e.conflict);
                refresh.run();
            }
        }
    }

    /** Does the writing part of a change: a conflict in it is a reason to repeat, one in the deciding part is not. */
    static <T> T write(Supplier<T> write) {
        try {
            return write.get();
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.CONFLICT ? new Outdated(e) : e;
        }
    }

    private static void pause(int attempt, EngineException failure) {
        if (attempt == 1) {
            return;
        }
        BackOff.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(10L << attempt)), () -> failure);
    }

    /** What was written from is no longer the newest state. */
    private static final class Outdated extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final EngineException conflict;

        Outdated(EngineException conflict) {
            super(conflict);
            this.conflict = conflict;
        }
    }
}
