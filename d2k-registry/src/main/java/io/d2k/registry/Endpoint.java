package io.d2k.registry;

import java.net.URI;

/**
 * One server that is asked for images.
 *
 * @param base scheme, host and port
 * @param mirror whether it stands in for the registry that the image names
 */
record Endpoint(URI base, boolean mirror) {
    /** Returns the address of something on the server; the path starts with a slash. */
    URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns whether the address is on this server, by scheme, host and port. */
    boolean serves(URI uri) {
        return Endpoints.sameOrigin(base, uri);
    }

    /** Returns whether the server is spoken to without TLS. */
    boolean plain() {
        return base.getScheme().equals("http");
    }
}
