package io.d2k.domain.port.out;

import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import java.util.List;
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

    /**
     * Asks for all tags of a repository, in the order of its registry.
     *
     * @param reference whose repository is meant
     * @throws io.d2k.domain.error.EngineException in the words that Docker has for a pull when the registry does not tell
     */
    List<String> tags(ImageReference reference, Optional<RegistryAuth> auth);
}
