package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.container.Created;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.ServiceView;
import java.util.List;
import java.util.Optional;

/** Swarm services. */
public interface Services {
    /**
     * Makes a service.
     *
     * @param auth what its image is pulled with, where the client sent any
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    Created create(ServiceSpec spec, Optional<RegistryAuth> auth);

    /** Returns the services that pass filters. */
    List<ServiceView> list(Filters filters);

    /**
     * Returns a service.
     *
     * @param ref its ID, name, or the beginning of its ID
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    ServiceView inspect(String ref);

    /**
     * Changes a service.
     *
     * @param version the version that the change was made from
     * @param spec what it is to be; passed over where {@code rollback} is set
     * @param rollback whether it is to be what it was before
     * @param auth what its image is pulled with; without any, what is kept for the image goes on to be used
     * @return warnings
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    List<String> update(String ref, long version, ServiceSpec spec, boolean rollback, Optional<RegistryAuth> auth);

    /**
     * Removes a service.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    void remove(String ref);

    /**
     * Opens the logs of all tasks of a service.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    ServiceLog logs(String ref, LogQuery query);
}
