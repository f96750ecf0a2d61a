package io.d2k.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gets tokens from the server that a registry names
 * (<a href="https://distribution.github.io/distribution/spec/auth/token/">token protocol</a>).
 */
final class TokenServer {
    private static final int LARGEST_TOKEN = 1024 * 1024;
    private static final String CLIENT = "docker";

    private final Transport transport;

    /** Uses the given transport. */
    TokenServer(Transport transport) {
        this.transport = transport;
    }

    /**
     * What a token is for.
     *
     * @param registry who asks for it
     * @param challenge what the registry said
     * @param scope what it has to allow, empty for a login
     * @param offline whether a refresh token is wanted too
     * @param context start of messages
     */
    record Purpose(Endpoint registry, Challenge challenge, String scope, boolean offline, String context) {}

    /**
     * Gets a token: by refresh token where there is one, else by user name and password, else for anybody.
     *
     * @throws RegistryFailure when the server refuses, or does not answer sensibly in time
     */
    Token fetch(Purpose purpose, Credentials credentials, Deadline deadline) throws RegistryFailure {
        URI realm = realm(purpose);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("service", purpose.challenge().parameter("service"));
        parameters.put("scope", purpose.scope());
        parameters.values().removeIf(String::isEmpty);
        Query query = credentials.identityToken().isEmpty()
                ? byPassword(realm, parameters, purpose, credentials)
                : byRefreshToken(realm, parameters, credentials);
        Answer answer = transport.send(query, deadline);
        if (answer.status() != 200) {
            throw refused(purpose, answer);
        }
        return Token.parse(answer.body());
    }

    private static Query byPassword(
            URI realm, Map<String, String> parameters, Purpose purpose, Credentials credentials) {
        if (purpose.offline()) {
            parameters.put("offline_token", "true");
            parameters.put("client_id", CLIENT);
        }
        if (credentials.basic().isPresent()) {
            parameters.put("account", credentials.username());
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(realm + (parameters.isEmpty() ? "" : separator + encode(parameters)));
        return Query.of("GET", uri, "", LARGEST_TOKEN).authorized(credentials.basic());
    }

    private static Query byRefreshToken(URI realm, Map<String, String> parameters, Credentials credentials) {
        parameters.put("grant_type", "refresh_token");
        parameters.put("client_id", CLIENT);
        parameters.put("refresh_token", credentials.identityToken());
        return new Query("POST", realm, "", Optional.empty(), Optional.of(encode(parameters)), LARGEST_TOKEN);
    }

    // Credentials go to the realm, so that it must not be less protected than the registry itself.
    private static URI realm(Purpose purpose) throws RegistryFailure {
        String text = purpose.challenge().parameter("realm");
        try {
            URI realm = URI.create(text);
            String scheme = String.valueOf(realm.getScheme());
            boolean plainAllowed =
                    purpose.registry().plain() || (realm.getHost() != null && Endpoints.loopback(realm.getHost()));
            boolean allowed = scheme.equalsIgnoreCase("https") || (scheme.equalsIgnoreCase("http") && plainAllowed);
            if (allowed && realm.getHost() != null && realm.getRawFragment() == null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw RegistryFailure.unreachable(
                purpose.context() + "invalid token auth challenge realm: " + Words.shorten(text));
    }

    private static RegistryFailure refused(Purpose purpose, Answer answer) {
        int status = answer.status();
        if (status < 400 || status >= 500) {
            return RegistryFailure.unreachable(
                    purpose.context() + "received unexpected HTTP status: " + Words.status(status));
        }
        RegistryError error = RegistryError.parse(answer)
                .orElseGet(() -> RegistryError.byStatus(status, new String(answer.body(), StandardCharsets.UTF_8)));
        String message = purpose.context() + error;
        // 400 is what OAuth servers answer to a refresh token that is no longer good.
        return status == 400 || status == 401 || status == 403
                ? RegistryFailure.denied(message)
                : RegistryFailure.unreachable(message);
    }

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
