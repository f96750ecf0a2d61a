package io.d2k.domain.network;

import java.util.List;

/**
 * How a container is to be on a network that it joins.
 *
 * @param aliases further names by which others find it there
 * @param links {@code name:alias} entries: what it alone finds there by another name
 * @param document the same, and what has no effect, as the client wrote it: JSON, told again by {@code docker inspect}
 */
public record Membership(List<String> aliases, List<String> links, String document) {
    /** With nothing but the name of the container. */
    public static final Membership PLAIN = new Membership(List.of(), List.of(), "{}");

    /** Copies the lists. */
    public Membership {
        aliases = List.copyOf(aliases);
        links = List.copyOf(links);
    }

    /** One with these aliases alone. */
    public static Membership aliased(String... aliases) {
        return new Membership(List.of(aliases), List.of(), "{}");
    }
}
