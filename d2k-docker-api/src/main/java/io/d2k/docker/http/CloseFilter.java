package io.d2k.docker.http;

import io.d2k.docker.stream.Connections;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Closes a connection after the answer when either side said so, or when the request's body was not read to its end:
 * Helidon would take what is left of it for the next request.
 */
final class CloseFilter implements Filter {
    private final Connections connections;

    CloseFilter(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        chain.proceed();
        boolean unread = request.content().hasEntity() && !request.content().consumed();
        if (unread) {
            connections.linger(request.socketId());
        }
        if (unread
                || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("connection is not to be used again");
        }
    }
}
