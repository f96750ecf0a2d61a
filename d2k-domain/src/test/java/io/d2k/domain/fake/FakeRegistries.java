package io.d2k.domain.fake;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.RegistryQueries;
import java.util.List;
import java.util.Optional;

/** A registry that answers what the test says. */
public final class FakeRegistries implements RegistryQueries {
    private volatile LoginResult login = new LoginResult.Unreachable("no answer");
    private volatile List<String> tags = List.of();

    /** Decides what the registry answers to a login. */
    public void answer(LoginResult answer) {
        login = answer;
    }

    @Override
    public LoginResult login(RegistryAuth auth) {
        return login;
    }

    /** Decides which tags all repositories have. */
    public void tags(String... all) {
        tags = List.of(all);
    }

    @Override
    public List<String> tags(ImageReference reference, Optional<RegistryAuth> auth) {
        return tags;
    }

    @Override
    public ImageDistribution distribution(ImageReference reference, Optional<RegistryAuth> auth) {
        throw EngineException.notFound("manifest unknown: " + reference.familiar());
    }
}
