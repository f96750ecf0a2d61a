package io.d2k.docker.http;

import io.d2k.domain.error.EngineException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses what web pages make a browser send: a page that somebody merely looks at could otherwise start containers on
 * an engine that listens on the loopback address.
 *
 * <p><b>Pages of other sites</b> are told by {@code Origin} and {@code Sec-Fetch-Site}, which only browsers send. A
 * proxy's requests pass although these headers are those of the proxy's page: a page cannot make a browser send
 * {@code X-Forwarded-For} to another site without that site's consent, which is never given (Portainer proxies so).
 * A library that opens a web socket names {@code http://localhost} as its origin, whatever it calls (aiodocker): no
 * stranger's page has that one, and browsers tell of the page that has it.
 *
 * <p><b>DNS rebinding</b>: a page of {@code evil.example} has that name point to this machine, and its requests are no
 * longer those of another site. They still name {@code evil.example} as their host. So over plain TCP the host must be
 * one that no stranger can make point elsewhere: an address, a name without a dot or of a reserved domain, or one that
 * the operator names. Over TLS the certificate settles it; a Unix socket no page can reach, and its clients name whatever
 * host they like.
 *
 * @param origins origins that may call besides the server's own
 * @param hosts names that the server has; {@code *} for any
 * @param anyHost whether the host does not matter
 */
record SiteRule(Set<String> origins, Set<String> hosts, boolean anyHost) {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final String LIBRARY_ORIGIN = "http://localhost";
    private static final Set<String> OWN_SITE = Set.of("", "none", "same-origin");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.%]+\\]");
    /** Domains that no public name server answers for. */
    private static final Set<String> RESERVED = Set.of("localhost", "local", "internal", "svc", "test");

    /** Checks a request that came from this address. */
    void check(ServerRequestHeaders headers, SocketAddress peer) {
        String host = headers.first(HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
        if (!anyHost && !(peer instanceof UnixDomainSocketAddress) && !isOwn(host)) {
            throw EngineException.forbidden("requests for the host " + printable(host)
                    + " are refused: use the address of this engine, or name the host in D2K_ALLOWED_HOSTS");
        }
        String origin = headers.first(HeaderNames.ORIGIN).orElse("");
        if (origins.contains(origin) || headers.contains(HeaderNames.X_FORWARDED_FOR)) {
            return;
        }
        String site = headers.first(FETCH_SITE).orElse("").toLowerCase(Locale.ROOT);
        boolean own = origin.isEmpty()
                || isOrigin(host, origin.toLowerCase(Locale.ROOT))
                || origin.equals(LIBRARY_ORIGIN) && isWebSocket(headers);
        if (!OWN_SITE.contains(site) || !own) {
            throw EngineException.forbidden("requests from the web page of another site are refused");
        }
    }

    private static boolean isWebSocket(ServerRequestHeaders headers) {
        return headers.first(HeaderNames.UPGRADE).orElse("").equalsIgnoreCase("websocket");
    }

    private static boolean isOrigin(String host, String origin) {
        return !host.isEmpty() && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private boolean isOwn(String host) {
        // Clients of a Unix socket, and what passes them on, name its path; browsers send neither that nor nothing.
        if (host.isEmpty() || host.indexOf('/') >= 0 || host.startsWith("%2f")) {
            return true;
        }
        String name = PORT.matcher(host).replaceFirst("");
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.indexOf('.') < 0 && name.indexOf(':') < 0
                || IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || RESERVED.contains(name.substring(name.lastIndexOf('.') + 1))
                || name.endsWith(".svc.cluster.local")
                || hosts.contains("*")
                || hosts.contains(name);
    }

    private static String printable(String host) {
        return host.replaceAll("[^!-~]", "?");
    }
}
