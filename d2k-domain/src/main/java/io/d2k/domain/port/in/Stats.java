package io.d2k.domain.port.in;

import io.d2k.domain.stats.StatsView;
import java.util.Optional;

/** What containers use. Throws {@code NOT_FOUND} for an unknown ref, as {@link Containers} does. */
public interface Stats {
    /**
     * Returns the figures of now.
     *
     * @param oneShot whether the figures of a second before are left out
     */
    StatsView read(String ref, boolean oneShot);

    /** Opens a stream of figures, one a second. */
    StatsStream open(String ref);

    /** An open stream. */
    interface StatsStream extends AutoCloseable {
        /**
         * Returns the first figures at once, and waits a second for each of the others.
         *
         * @return nothing once the container has gone or the stream was closed
         */
        Optional<StatsView> next() throws InterruptedException;

        /** Ends it; a thread in {@link #next()} gets the end. */
        @Override
        void close();
    }
}
