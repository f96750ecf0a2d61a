package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import java.time.Instant;
import java.util.Optional;

/** The stream of what happens. */
public interface Events {
    /**
     * Opens the stream: what is recorded from {@code since} on, then what happens, without gap or repetition.
     *
     * @param since nothing for from now on
     * @param until nothing for without end
     */
    EventStream open(Optional<Instant> since, Optional<Instant> until, Filters filters);

    /** An open stream. */
    interface EventStream extends AutoCloseable {
        /**
         * Waits for the next event.
         *
         * @return nothing at {@code until}, or once closed
         */
        Optional<EngineEvent> next() throws InterruptedException;

        /** Ends it; a thread in {@link #next()} gets the end. */
        @Override
        void close();
    }
}
