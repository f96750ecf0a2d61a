package io.d2k.domain.port.out;

import io.d2k.domain.service.ServiceSpec;

/** Reads a stored request for a service: {@link ServiceSpec#document()} back into the spec. */
@FunctionalInterface
public interface ServiceDocuments {
    /**
     * Reads a service.
     *
     * @param document JSON text as {@link ServiceSpec#document()} gave it
     * @throws io.d2k.domain.error.EngineException when it is not one
     */
    ServiceSpec readService(String document);
}
