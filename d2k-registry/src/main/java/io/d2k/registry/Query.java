package io.d2k.registry;

import java.net.URI;
import java.util.Optional;

/**
 * A request to a server.
 *
 * @param method {@code GET}, {@code HEAD} or {@code POST}
 * @param uri what is asked for
 * @param accept media types, empty for any
 * @param authorization value of the header of that name
 * @param form body in form encoding; sent by {@code POST}
 * @param limit bytes that the answer's body may have
 */
record Query(String method, URI uri, String accept, Optional<String> authorization, Optional<String> form, int limit) {
    /** Returns a request without body or credentials. */
    static Query of(String method, URI uri, String accept, int limit) {
        return new Query(method, uri, accept, Optional.empty(), Optional.empty(), limit);
    }

    /** Returns the same request by somebody. */
    Query authorized(Optional<String> by) {
        return new Query(method, uri, accept, by, form, limit);
    }

    /** Returns the same request at another address; whoever is there does not get the credentials unless told to. */
    Query redirected(URI to, boolean keepCredentials) {
        return new Query(method, to, accept, keepCredentials ? authorization : Optional.empty(), form, limit);
    }

    /** Never shows the credentials. */
    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
}
