package io.d2k.registry;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageDistribution.Platform;
import java.util.ArrayList;
import java.util.List;

/** Finds out what a registry holds under a reference, as it stands there and for all platforms. */
final class DistributionQuery {
    private DistributionQuery() {}

    /**
     * Asks a repository.
     *
     * @param selector a tag or a digest
     * @throws RegistryFailure when there is no such manifest, or none can be had
     */
    static ImageDistribution ask(Repository repository, String selector) throws RegistryFailure {
        Repository.Document document = repository.manifest(selector);
        Json json = Json.parse(document.body(), "image manifest");
        List<Platform> platforms = new ArrayList<>();
        switch (Manifest.parse(document.body(), document.mediaType())) {
            case Manifest.Index index -> {
                for (Json entry : json.objects("manifests")) {
                    platforms.add(platform(entry.object("platform")));
                }
            }
            case Manifest.Image image -> {
                Platform own = platform(Json.parse(repository.config(image.config()), "image configuration"));
                if (!own.os().isEmpty() || !own.architecture().isEmpty()) {
                    platforms.add(own);
                }
            }
        }
        String told = document.mediaType().replaceFirst(";.*", "").strip();
        String type = json.text("mediaType").isEmpty() ? told : json.text("mediaType");
        return new ImageDistribution(type, document.digest().toString(), document.body().length, platforms);
    }

    /** Returns a failure in the words and with the status that the Docker Engine has for this question. */
    static EngineException failure(RegistryFailure failure) {
        ErrorKind kind = failure.error()
                .map(RegistryError::code)
                .map(DistributionQuery::kind)
                .orElse(ErrorKind.INTERNAL);
        return new EngineException(
                kind, failure.error().map(RegistryError::toString).orElse(failure.getMessage()));
    }

    private static ErrorKind kind(String code) {
        return switch (code) {
            case RegistryError.UNAUTHORIZED -> ErrorKind.UNAUTHORIZED;
            case RegistryError.DENIED -> ErrorKind.FORBIDDEN;
            case RegistryError.MANIFEST_UNKNOWN, RegistryError.NAME_UNKNOWN -> ErrorKind.NOT_FOUND;
            default -> ErrorKind.INTERNAL;
        };
    }

    private static Platform platform(Json json) throws RegistryFailure {
        return new Platform(
                json.text("architecture"),
                json.text("os"),
                json.text("os.version"),
                json.texts("os.features"),
                json.text("variant"));
    }
}
