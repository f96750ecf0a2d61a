package io.d2k.domain.port.in;

import io.d2k.domain.system.InfoView;
import java.time.Duration;

/** The engine as a whole. */
public interface SystemInfo {
    /** Tells what the engine is and holds. */
    InfoView info();

    /**
     * Waits until the state of the cluster is known, for a bounded time; returns whether it is. Until then every use of it
     * fails as unavailable.
     */
    boolean awaitReady(Duration atMost);
}
