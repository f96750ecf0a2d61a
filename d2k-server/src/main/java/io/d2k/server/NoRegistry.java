package io.d2k.server;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.RegistryQueries;
import java.util.List;
import java.util.Optional;

/** The registries of a dry run: nobody is asked. */
final class NoRegistry implements RegistryQueries {
    @Override
    public LoginResult login(RegistryAuth auth) {
        throw EngineException.unsupported("no registry is asked in a dry run");
    }

    @Override
    public List<String> tags(ImageReference reference, Optional<RegistryAuth> auth) {
        throw EngineException.unsupported("no registry is asked in a dry run");
    }

    @Override
    public ImageDistribution distribution(ImageReference reference, Optional<RegistryAuth> auth) {
        throw EngineException.unsupported("no registry is asked in a dry run");
    }
}
