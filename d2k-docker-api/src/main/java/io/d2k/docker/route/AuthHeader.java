package io.d2k.docker.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.docker.json.DockerJson;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** Reads {@code X-Registry-Auth}. */
final class AuthHeader {
    private AuthHeader() {}

    /**
     * Returns the credentials; nothing when there are none. As the Docker Engine does, a header that cannot be read
     * counts as none: the registry then says what it wants.
     */
    static Optional<RegistryAuth> decode(String header) {
        String standard = header.replace('-', '+').replace('_', '/').replace("=", "");
        try {
            JsonNode json = DockerJson.mapper().readTree(Base64.getDecoder().decode(standard));
            var auth = new RegistryAuth(
                    json.path("username").asText(""),
                    json.path("password").asText(""),
                    json.path("serveraddress").asText(""),
                    json.path("identitytoken").asText(""));
            boolean none = auth.username().isEmpty()
                    && auth.password().isEmpty()
                    && auth.identityToken().isEmpty();
            return none ? Optional.empty() : Optional.of(auth);
        } catch (IllegalArgumentException | IOException e) {
            System.getLogger(AuthHeader.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "unreadable X-Registry-Auth: {0}",
                            e.getClass().getSimpleName());
            return Optional.empty();
        }
    }
}
