package io.d2k.docker.http;

import io.d2k.docker.tls.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the API is served.
 *
 * @param host address to listen on, such as {@code 127.0.0.1}
 * @param port TCP port, 0 for any that is free
 * @param unixSocket path of a Unix socket to listen on besides
 * @param limits what clients may send
 * @param timeouts how long things may take
 * @param allowedOrigins browser origins besides the server's own that may call, such as
 *     {@code https://portainer.example:9443}
 * @param allowedHosts names of this server, in lower case, besides those that are safe anyway; {@code *} for any
 * @param tls how the TCP port is encrypted, nothing for plain TCP
 */
public record HttpSettings(
        String host,
        int port,
        Optional<Path> unixSocket,
        Limits limits,
        Timeouts timeouts,
        Set<String> allowedOrigins,
        Set<String> allowedHosts,
        Optional<TlsIdentity> tls) {
    /** Copies the sets. */
    public HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** Returns settings for a TCP port, with usual limits and no Unix socket. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(
                host, port, Optional.empty(), Limits.USUAL, Timeouts.USUAL, Set.of(), Set.of(), Optional.empty());
    }

    /** Returns these settings with a Unix socket. */
    public HttpSettings withUnixSocket(Path path) {
        return new HttpSettings(host, port, Optional.of(path), limits, timeouts, allowedOrigins, allowedHosts, tls);
    }

    /** Returns these settings with other limits. */
    public HttpSettings withLimits(Limits changed) {
        return new HttpSettings(host, port, unixSocket, changed, timeouts, allowedOrigins, allowedHosts, tls);
    }

    /** Returns these settings with other times. */
    public HttpSettings withTimeouts(Timeouts changed) {
        return new HttpSettings(host, port, unixSocket, limits, changed, allowedOrigins, allowedHosts, tls);
    }

    /** Returns these settings with names of this server, and origins that may call. */
    public HttpSettings withAllowed(Set<String> names, Set<String> callers) {
        return new HttpSettings(host, port, unixSocket, limits, timeouts, callers, names, tls);
    }

    /** Returns these settings with TLS on the TCP port. */
    public HttpSettings withTls(TlsIdentity identity) {
        return new HttpSettings(
                host, port, unixSocket, limits, timeouts, allowedOrigins, allowedHosts, Optional.of(identity));
    }

    /**
     * What clients may send.
     *
     * @param requestLine length of the first line, in bytes
     * @param headers size of all headers, in bytes
     * @param body size of a body, in bytes
     */
    public record Limits(int requestLine, int headers, int body) {
        /** 64 KiB of line (filters are long), 128 KiB of headers (credentials are long), 8 MiB of body. */
        public static final Limits USUAL = new Limits(64 << 10, 128 << 10, 8 << 20);
    }

    /**
     * How long things may take.
     *
     * @param headers from a request's first line to the end of its headers
     * @param body from the first byte of a body to its last
     * @param idle how long an unused connection is kept
     * @param keepAlive silence after which TCP asks whether the client is still there
     * @param shutdown how long running requests may go on when the server stops
     */
    public record Timeouts(Duration headers, Duration body, Duration idle, Duration keepAlive, Duration shutdown) {
        /** 15 s, 60 s, 5 min, 60 s and 5 s. */
        public static final Timeouts USUAL = new Timeouts(
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5));
    }
}
