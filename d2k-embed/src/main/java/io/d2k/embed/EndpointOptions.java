package io.d2k.embed;

import java.util.Set;

/**
 * Who may call the Docker API.
 *
 * @param allowedHosts names of this server, in lower case, besides those that are safe anyway; {@code *} for any
 * @param allowedOrigins browser origins besides the server's own that may call, such as {@code
 *     https://portainer.example:9443}
 */
public record EndpointOptions(Set<String> allowedHosts, Set<String> allowedOrigins) {
    /** Safe names, and no web pages. */
    public static final EndpointOptions USUAL = new EndpointOptions(Set.of(), Set.of());

    /** Copies the sets. */
    public EndpointOptions {
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }
}
