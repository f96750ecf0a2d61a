package io.d2k.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry says is wrong
 * (<a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">error codes</a>).
 *
 * @param code in words, such as {@code manifest unknown}; {@code unknown} for codes that Docker does not know
 * @param message the registry's own message
 */
record RegistryError(String code, String message) {
    static final String DENIED = "denied";
    static final String MANIFEST_UNKNOWN = "manifest unknown";
    static final String NAME_UNKNOWN = "name unknown";
    static final String UNAUTHORIZED = "unauthorized";
    static final String UNKNOWN = "unknown";

    // Codes that Docker knows, with the message for an error that has none.
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("UNSUPPORTED", "The operation is unsupported."),
            Map.entry("UNAUTHORIZED", "authentication required"),
            Map.entry("DENIED", "requested access to the resource is denied"),
            Map.entry("UNAVAILABLE", "service unavailable"),
            Map.entry("TOOMANYREQUESTS", "too many requests"),
            Map.entry("DIGEST_INVALID", "provided digest did not match uploaded content"),
            Map.entry("NAME_INVALID", "invalid repository name"),
            Map.entry("TAG_INVALID", "manifest tag did not match URI"),
            Map.entry("NAME_UNKNOWN", "repository name not known to registry"),
            Map.entry("MANIFEST_UNKNOWN", "manifest unknown"),
            Map.entry("MANIFEST_INVALID", "manifest invalid"),
            Map.entry("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry"),
            Map.entry("BLOB_UNKNOWN", "blob unknown to registry"));

    /** Returns the first error of a JSON body; nothing where the body is no list of errors. */
    static Optional<RegistryError> parse(Answer answer) {
        if (!answer.header("Content-Type").contains("json")) {
            return Optional.empty();
        }
        try {
            Json json = Json.parse(answer.body(), "error");
            if (!json.text("details").isEmpty()) {
                return Optional.of(byStatus(answer.status(), json.text("details")));
            }
            List<Json> errors = json.objects("errors");
            return errors.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            of(errors.getFirst().text("code"), errors.getFirst().text("message")));
        } catch (RegistryFailure e) {
            return Optional.empty();
        }
    }

    /** Returns the error that a status stands for where the body says no more. */
    static RegistryError byStatus(int status, String message) {
        return switch (status) {
            case 401 -> of("UNAUTHORIZED", message);
            case 403 -> of("DENIED", message);
            case 429 -> of("TOOMANYREQUESTS", message);
            default -> new RegistryError(UNKNOWN, Words.shorten(message));
        };
    }

    /**
     * Returns an error by its code.
     *
     * @param code such as {@code MANIFEST_UNKNOWN}
     * @param message empty for the code's own
     */
    static RegistryError of(String code, String message) {
        String standard = KNOWN.getOrDefault(code, "unknown error");
        String words = KNOWN.containsKey(code) ? code.toLowerCase(Locale.ROOT).replace('_', ' ') : UNKNOWN;
        return new RegistryError(words, message.isBlank() ? standard : Words.shorten(message));
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
