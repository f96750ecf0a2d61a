package io.d2k.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Registries that stand in for others, as of {@code D2K_REGISTRY_MIRRORS}.
 *
 * @param byRegistry the mirrors of a registry such as {@code docker.io}, the first to be asked first; each of them is
 *     scheme, host and port only
 */
public record Mirrors(Map<String, List<URI>> byRegistry) {
    /** No mirrors. */
    public static final Mirrors NONE = new Mirrors(Map.of());

    private static final Pattern REGISTRY = Pattern.compile("(?:[a-z0-9][a-z0-9.-]*|\\[[a-f0-9:]+])(?::[0-9]{1,5})?");

    /** Copies the map. */
    public Mirrors {
        Map<String, List<URI>> copy = new TreeMap<>();
        byRegistry.forEach((registry, uris) -> copy.put(registry, List.copyOf(uris)));
        byRegistry = Collections.unmodifiableMap(copy);
    }

    /**
     * Parses {@code registry=URL} pairs that are separated by commas, such as
     * {@code docker.io=http://10.0.0.1:5000,quay.io=https://mirror.example}. A registry that is named several times has
     * several mirrors, in that order.
     *
     * @throws IllegalArgumentException with one line that says what is wrong and what is wanted
     */
    public static Mirrors parse(String text) {
        Map<String, List<URI>> found = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.substring(0, equals).isBlank()) {
                throw wrong(pair.strip(), "want REGISTRY=URL, such as docker.io=http://mirror.example:5000");
            }
            String name = pair.substring(0, equals).strip();
            String registry = Endpoints.registryName(name);
            if (!REGISTRY.matcher(registry).matches()) {
                throw wrong(name, "the part before = is no registry, such as docker.io or registry.example:5000");
            }
            found.computeIfAbsent(registry, r -> new ArrayList<>())
                    .add(address(registry, pair.substring(equals + 1).strip()));
        }
        return new Mirrors(found);
    }

    /** Returns the mirrors of that registry, the first to be asked first. */
    List<URI> of(String registry) {
        return byRegistry.getOrDefault(Endpoints.registryName(registry), List.of());
    }

    // Never quotes the address: it may hold a password.
    private static URI address(String registry, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(registry, "the part after = is no URL");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw wrong(registry, "the URL must start with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw wrong(registry, "the URL must hold no user name and no password");
        }
        if (uri.getHost() == null || uri.getPort() > 65535 || uri.getPort() == 0) {
            throw wrong(registry, "the URL has no valid host and port");
        }
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!bare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(registry, "the URL must have no path, query or fragment after the host");
        }
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority());
    }

    private static IllegalArgumentException wrong(String what, String why) {
        return new IllegalArgumentException("invalid registry mirror \"" + what + "\": " + why);
    }
}
