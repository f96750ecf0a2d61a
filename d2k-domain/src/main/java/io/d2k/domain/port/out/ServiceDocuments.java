package io.d2k.domain.port.out;

import io.d2k.domain.service.ServiceSpec;
import java.util.List;

/** What is done with the stored request for a service, {@link ServiceSpec#document()}. */
public interface ServiceDocuments {
    /**
     * Reads a service.
     *
     * @param document JSON text as {@link ServiceSpec#document()} gave it
     * @throws io.d2k.domain.error.EngineException when it is not one
     */
    ServiceSpec readService(String document);

    /**
     * Returns a service whose networks are named by ID, as a swarm keeps them: a network is renamed by nobody, but one of
     * that name may be another one tomorrow.
     *
     * @param ids the IDs, in the order of the networks that its tasks join
     */
    ServiceSpec withNetworks(ServiceSpec spec, List<String> ids);
}
