package io.d2k.domain.port.in;

import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.RegistryAuth;
import java.util.Optional;

/** Questions that registries answer. */
public interface Registries {
    /**
     * Checks credentials with their registry. Nothing is kept: clients send them with each pull.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words when they are not good, or could not be checked
     */
    void login(RegistryAuth auth);

    /**
     * Tells what a registry holds under a reference.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words when the registry does not tell
     */
    ImageDistribution distribution(String ref, Optional<RegistryAuth> auth);
}
