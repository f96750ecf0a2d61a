package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.in.Registries;
import io.d2k.domain.port.out.RegistryQueries;
import java.util.Optional;
import java.util.regex.Pattern;

/** Passes questions on to registries. */
final class RegistryService implements Registries {
    private static final Pattern IMAGE_ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

    private final RegistryQueries registries;

    RegistryService(RegistryQueries registries) {
        this.registries = registries;
    }

    // A refresh token is not handed on: the client would forget the password for it, and nodes cannot pull by tokens.
    @Override
    public void login(RegistryAuth auth) {
        switch (registries.login(auth)) {
            case LoginResult.Ok ok -> {}
            case LoginResult.Refused r ->
                throw new EngineException(r.byTokenServer() ? ErrorKind.UNAUTHORIZED : ErrorKind.INTERNAL, r.message());
            case LoginResult.Unreachable u -> throw EngineException.internal(u.message());
            case LoginResult.NoAddress n -> throw EngineException.invalid(n.message());
        }
    }

    @Override
    public ImageDistribution distribution(String ref, Optional<RegistryAuth> auth) {
        if (IMAGE_ID.matcher(ref).matches()) {
            throw EngineException.internal("no manifest found for full image ID");
        }
        return registries.distribution(ImageReference.parse(ref), auth);
    }
}
