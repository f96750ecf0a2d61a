package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.TEXT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.RegistryAuth;

/** Reads and writes what concerns registries. */
public final class RegistryCodec {
    private static final GoStruct CREDENTIALS = GoStruct.named("registry.AuthConfig")
            .omitEmpty("username", TEXT)
            .omitEmpty("password", TEXT)
            .omitEmpty("auth", TEXT)
            .omitEmpty("email", TEXT)
            .omitEmpty("serveraddress", TEXT)
            .omitEmpty("identitytoken", TEXT)
            .omitEmpty("registrytoken", TEXT)
            .build();

    private RegistryCodec() {}

    /**
     * Reads {@code POST /auth}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static RegistryAuth credentials(byte[] body) {
        var fields = new Fields(DockerJson.read(body, CREDENTIALS));
        return new RegistryAuth(
                fields.text("username"),
                fields.text("password"),
                fields.text("serveraddress"),
                fields.text("identitytoken"));
    }

    /** Writes that credentials are good; there is never a token to use instead. */
    public static ObjectNode loggedIn() {
        return DockerJson.object().put("IdentityToken", "").put("Status", "Login Succeeded");
    }

    /** Writes what a registry holds under a reference. */
    public static ObjectNode distribution(ImageDistribution image) {
        ObjectNode answer = DockerJson.object();
        answer.putObject("Descriptor")
                .put("mediaType", image.mediaType())
                .put("digest", image.digest())
                .put("size", image.size());
        var platforms = answer.putArray("Platforms");
        for (ImageDistribution.Platform p : image.platforms()) {
            ObjectNode node =
                    platforms.addObject().put("architecture", p.architecture()).put("os", p.os());
            if (!p.osVersion().isEmpty()) {
                node.put("os.version", p.osVersion());
            }
            if (!p.osFeatures().isEmpty()) {
                node.set("os.features", DockerJson.array(p.osFeatures()));
            }
            if (!p.variant().isEmpty()) {
                node.put("variant", p.variant());
            }
        }
        return answer;
    }
}
