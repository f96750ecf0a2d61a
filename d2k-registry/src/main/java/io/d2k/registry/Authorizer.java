package io.d2k.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Sends requests to registries, authenticating where they ask for it, and remembers how. */
final class Authorizer {
    // Basic credentials do not expire; being asked for them again now and then costs one request.
    private static final Duration BASIC_LIFE = Duration.ofMinutes(10);

    private final Transport transport;
    private final TokenServer tokens;
    private final ExpiringCache<Key, String> remembered;

    /**
     * Starts with nothing remembered.
     *
     * @param transport sends
     * @param capacity tokens that are remembered at most
     * @param nanoClock tells the time in nanoseconds from any beginning
     */
    Authorizer(Transport transport, int capacity, LongSupplier nanoClock) {
        this.transport = transport;
        this.tokens = new TokenServer(transport);
        this.remembered = new ExpiringCache<>(capacity, nanoClock);
    }

    private record Key(Endpoint endpoint, String scope, String credentials) {}

    /**
     * Sends a request, at first with what was good the last time.
     *
     * @param scope what has to be allowed, such as {@code repository:library/busybox:pull}
     * @return the answer, which may still be a refusal
     * @throws RegistryFailure when there is no answer, or no token
     */
    Answer send(Query query, Endpoint endpoint, String scope, Credentials credentials, Deadline deadline)
            throws RegistryFailure {
        return send(query, endpoint, scope, credentials, deadline, transport::send);
    }

    /** Sends a request in the same way; the body of a success is read while it comes. */
    Answer receive(
            Query query,
            Endpoint endpoint,
            String scope,
            Credentials credentials,
            Deadline deadline,
            Transport.BodyReader reader)
            throws RegistryFailure {
        return send(query, endpoint, scope, credentials, deadline, (q, d) -> transport.receive(q, d, reader));
    }

    private interface Sending {
        Answer send(Query query, Deadline deadline) throws RegistryFailure;
    }

    private Answer send(
            Query query, Endpoint endpoint, String scope, Credentials credentials, Deadline deadline, Sending sending)
            throws RegistryFailure {
        Key key = new Key(endpoint, scope, credentials.fingerprint());
        Answer first = sending.send(query.authorized(remembered.fresh(key)), deadline);
        // Whoever a redirect leads to has no business asking for the registry's credentials.
        if (first.status() != 401 || !endpoint.serves(first.uri())) {
            return first;
        }
        remembered.remove(key);
        String context = TransportWords.request(query.method(), query.uri());
        Optional<Challenge> bearer = offered(first, "bearer");
        if (bearer.isPresent()) {
            String wanted = bearer.get().parameter("scope").isEmpty()
                    ? scope
                    : bearer.get().parameter("scope");
            TokenServer.Purpose purpose = new TokenServer.Purpose(endpoint, bearer.get(), wanted, false, context);
            Token token = tokens.fetch(purpose, credentials, deadline);
            return retry(query, key, "Bearer " + token.value(), token.usable(), deadline, sending);
        }
        if (offered(first, "basic").isPresent()) {
            String basic = credentials
                    .basic()
                    .orElseThrow(() -> RegistryFailure.denied(context + "no basic auth credentials"));
            return retry(query, key, basic, BASIC_LIFE, deadline, sending);
        }
        return first;
    }

    /** Returns the way to authenticate of that name, where the answer offers it. */
    static Optional<Challenge> offered(Answer answer, String scheme) {
        List<Challenge> challenges = Challenge.of(answer);
        return challenges.stream().filter(c -> c.scheme().equals(scheme)).findFirst();
    }

    private Answer retry(Query query, Key key, String authorization, Duration life, Deadline deadline, Sending sending)
            throws RegistryFailure {
        Answer answer = sending.send(query.authorized(Optional.of(authorization)), deadline);
        if (answer.status() != 401) {
            remembered.put(key, authorization, life);
        }
        return answer;
    }
}
