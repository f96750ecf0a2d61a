package io.d2k.registry;

import io.d2k.domain.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Rule: what an answer without a manifest means for the image, in the Docker Engine's words for a pull. */
final class Refusal {
    private Refusal() {}

    /** Returns why there is no image. */
    static RegistryFailure of(ImageReference reference, Answer answer) {
        int status = answer.status();
        if (status < 400 || status >= 500) {
            return RegistryFailure.unreachable("received unexpected HTTP status: " + Words.status(status));
        }
        Optional<RegistryError> told = told(answer);
        RegistryError error = told.orElseGet(() -> guessed(answer));
        return failure(reference, status, error, told.isPresent()).told(error);
    }

    private static RegistryFailure failure(ImageReference reference, int status, RegistryError error, boolean told) {
        return switch (error.code()) {
            case RegistryError.DENIED ->
                RegistryFailure.denied("pull access denied for " + reference.familiarName()
                        + ", repository does not exist or may require 'docker login': " + error);
            case RegistryError.UNAUTHORIZED -> RegistryFailure.denied(error.toString());
            case RegistryError.MANIFEST_UNKNOWN ->
                RegistryFailure.missing("manifest for " + reference.familiar() + " not found: " + error);
            case RegistryError.NAME_UNKNOWN ->
                RegistryFailure.missing("repository " + reference.familiarName() + " not found: " + error);
            case "name invalid", "tag invalid" -> RegistryFailure.missing(error.toString());
            default -> byStatus(status, error, told);
        };
    }

    // Registries have codes of their own for what does not exist; but a page that is not found on a web server that is
    // no registry says nothing about an image.
    private static RegistryFailure byStatus(int status, RegistryError error, boolean told) {
        if (status == 404 && told) {
            return RegistryFailure.missing(error.toString());
        }
        return status == 401 || status == 403
                ? RegistryFailure.denied(error.toString())
                : RegistryFailure.unreachable(error.toString());
    }

    private static Optional<RegistryError> told(Answer answer) {
        List<Challenge> challenges = Challenge.of(answer);
        for (Challenge challenge : challenges) {
            String description = challenge.parameter("error_description");
            switch (challenge.scheme().equals("bearer") ? challenge.parameter("error") : "") {
                case "insufficient_scope" -> {
                    return Optional.of(RegistryError.of("DENIED", description));
                }
                case "invalid_token" -> {
                    return Optional.of(RegistryError.of("UNAUTHORIZED", description));
                }
                default -> {
                    // No error of OAuth; the body tells.
                }
            }
        }
        return RegistryError.parse(answer);
    }

    private static RegistryError guessed(Answer answer) {
        boolean registry = !answer.header("Docker-Distribution-Api-Version").isEmpty();
        if (answer.status() == 404 && registry) {
            return RegistryError.of("MANIFEST_UNKNOWN", "");
        }
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        return body.isBlank() && answer.status() == 404
                ? new RegistryError(RegistryError.UNKNOWN, Words.status(404))
                : RegistryError.byStatus(answer.status(), body);
    }
}
