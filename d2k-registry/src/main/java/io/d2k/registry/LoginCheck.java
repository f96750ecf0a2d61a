package io.d2k.registry;

import io.d2k.domain.image.LoginResult;
import java.net.URI;
import java.util.Optional;

/** Asks a registry whether credentials are good. */
final class LoginCheck {
    private static final int LARGEST_ANSWER = 1024 * 1024;

    private final Transport transport;
    private final TokenServer tokens;

    /** Uses the given transport. */
    LoginCheck(Transport transport) {
        this.transport = transport;
        this.tokens = new TokenServer(transport);
    }

    /** Asks the registry; answers by the deadline. */
    LoginResult check(Endpoint endpoint, Credentials credentials, Deadline deadline) {
        try {
            return attempt(endpoint, credentials, deadline);
        } catch (RegistryFailure e) {
            return e.kind() == RegistryFailure.Kind.DENIED
                    ? new LoginResult.Refused(e.getMessage(), true)
                    : new LoginResult.Unreachable(e.getMessage());
        }
    }

    private LoginResult attempt(Endpoint endpoint, Credentials credentials, Deadline deadline) throws RegistryFailure {
        URI uri = endpoint.at("/v2/");
        Query query = Query.of("GET", uri, "", LARGEST_ANSWER);
        Answer first = transport.send(query, deadline);
        if (first.status() != 401 || !endpoint.serves(first.uri())) {
            return result(uri, first, "");
        }
        String context = TransportWords.request("GET", uri);
        Optional<Challenge> bearer = Authorizer.offered(first, "bearer");
        if (bearer.isPresent()) {
            Token token = tokens.fetch(
                    new TokenServer.Purpose(endpoint, bearer.get(), "", true, context), credentials, deadline);
            Answer second = transport.send(query.authorized(Optional.of("Bearer " + token.value())), deadline);
            String identity = token.refreshToken().isEmpty() ? credentials.identityToken() : token.refreshToken();
            return result(uri, second, identity);
        }
        if (Authorizer.offered(first, "basic").isPresent()) {
            if (credentials.basic().isEmpty()) {
                return new LoginResult.Refused(context + "no basic auth credentials");
            }
            return result(uri, transport.send(query.authorized(credentials.basic()), deadline), "");
        }
        return result(uri, first, "");
    }

    private static LoginResult result(URI uri, Answer answer, String identityToken) {
        String message = "login attempt to " + uri + " failed with status: " + Words.status(answer.status());
        return switch (answer.status()) {
            case 200 -> new LoginResult.Ok(identityToken);
            case 401, 403 -> new LoginResult.Refused(message);
            default -> new LoginResult.Unreachable(message);
        };
    }
}
