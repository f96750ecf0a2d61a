package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerSpec;

/** Reads a stored create request: {@link ContainerSpec#document()} back into the spec. */
public interface ContainerDocuments {
    /**
     * Reads a create request.
     *
     * @param document JSON text as {@link ContainerSpec#document()} gave it
     * @throws io.d2k.domain.error.EngineException when it is not one
     */
    ContainerSpec read(String document);
}
