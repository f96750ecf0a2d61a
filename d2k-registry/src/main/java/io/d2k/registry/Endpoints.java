package io.d2k.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rule: which servers are asked for the images of a registry, and whether by TLS. */
final class Endpoints {
    private static final String DOCKER_IO = "docker.io";
    // Docker's default registry answers under a name other than the one in image references.
    private static final String DOCKER_IO_HOST = "registry-1.docker.io";
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|.*\\.localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?");

    private Endpoints() {}

    /** Returns the servers to ask for images of the registry, the first to be asked first; the registry itself is last. */
    static List<Endpoint> forPull(String domain, RegistrySettings settings) {
        List<Endpoint> endpoints = new ArrayList<>();
        Endpoint own = registry(domain, settings);
        for (URI mirror : settings.mirrors().of(domain)) {
            boolean itself = mirror.getRawAuthority().equals(own.base().getRawAuthority());
            endpoints.add(new Endpoint(mirror, !itself));
            if (itself) {
                // The entry says how the registry itself is reached.
                return List.copyOf(endpoints);
            }
        }
        endpoints.add(own);
        return List.copyOf(endpoints);
    }

    /**
     * Returns the server that checks a login. Mirrors are left out: they must not see the credentials of a login.
     *
     * @param serverAddress host or URL; empty for Docker's default registry
     * @throws IllegalArgumentException when it is neither
     */
    static Endpoint forLogin(String serverAddress, RegistrySettings settings) {
        String rest = serverAddress.strip();
        boolean written = rest.startsWith("http://");
        rest = rest.replaceFirst("^https?://", "");
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        if (host.contains("@") || host.contains("?") || host.contains("#")) {
            throw new IllegalArgumentException("unable to parse server address");
        }
        Endpoint endpoint = registry(host, settings);
        boolean byMirror = settings.mirrors().of(host).stream()
                .anyMatch(m -> m.getScheme().equals("http")
                        && m.getRawAuthority().equals(endpoint.base().getRawAuthority()));
        return written || byMirror
                ? new Endpoint(URI.create("http://" + endpoint.base().getRawAuthority()), false)
                : endpoint;
    }

    /** Returns the name by which a registry is known in image references. */
    static String registryName(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "", "index.docker.io", DOCKER_IO_HOST -> DOCKER_IO;
            default -> lower;
        };
    }

    /** Returns whether two addresses share scheme, host and port. */
    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    /** Returns whether a host, with or without port, is the machine itself by its name alone. */
    static boolean loopback(String authority) {
        return LOOPBACK.matcher(authority.toLowerCase(Locale.ROOT)).matches();
    }

    private static Endpoint registry(String domain, RegistrySettings settings) {
        String name = registryName(domain);
        String host = name.equals(DOCKER_IO) ? DOCKER_IO_HOST : name;
        boolean plain = loopback(host) || settings.plainHttp().contains(name);
        return new Endpoint(URI.create((plain ? "http://" : "https://") + host), false);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
