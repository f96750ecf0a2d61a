package io.d2k.docker.route;

import io.d2k.docker.json.RegistryCodec;
import io.d2k.domain.port.in.Registries;
import io.helidon.http.HeaderNames;
import java.io.IOException;

/** Questions to registries. */
final class RegistryRoutes {
    private final Registries registries;

    RegistryRoutes(Registries registries) {
        this.registries = registries;
    }

    void login(Call call) throws IOException {
        registries.login(RegistryCodec.credentials(call.json()));
        call.answer(200, RegistryCodec.loggedIn());
    }

    void distribution(Call call) {
        var auth = AuthHeader.decode(call.header(HeaderNames.create("X-Registry-Auth")));
        call.answer(200, RegistryCodec.distribution(registries.distribution(call.ref(), auth)));
    }
}
