package io.d2k.domain.port.out;

import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import java.util.Optional;

/** Questions to registries that go past what d2k keeps of images. Answers come within a bounded time. */
public interface RegistryQueries {
    /** Asks the registry that {@link RegistryAuth#serverAddress()} names (empty for Docker's) about the credentials. */
    LoginResult login(RegistryAuth auth);

    /**
     * Asks what a reference stands for right now.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words when the registry does not tell
     */
    ImageDistribution distribution(ImageReference reference, Optional<RegistryAuth> auth);
}
