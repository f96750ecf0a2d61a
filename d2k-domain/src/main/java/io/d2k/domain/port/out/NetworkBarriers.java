package io.d2k.domain.port.out;

import io.d2k.domain.network.Isolation;

/** What keeps containers apart. */
public interface NetworkBarriers {
    /**
     * Makes it so; writes what differs from what stands, and nothing where all is as it should be.
     *
     * @throws io.d2k.domain.error.EngineException when the cluster refuses or does not answer
     */
    void apply(Isolation isolation);
}
