package io.d2k.domain.port.out;

import io.d2k.domain.system.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The cluster as a whole. */
public interface Cluster {
    /** Waits until the caches are filled, for a bounded time; returns whether they are. */
    boolean awaitReady(Duration atMost);

    /** Returns the namespace that everything lives in. */
    String namespace();

    /** Returns an ID of this d2k that survives restarts: a UUID. */
    String identity();

    /** Returns since when there is this d2k, whichever process serves it. */
    Instant founded();

    /** Returns the API server's version, such as {@code v1.34.1}. */
    String serverVersion();

    /** Returns the nodes, from memory; empty where d2k may not see them. */
    List<Node> nodes();
}
