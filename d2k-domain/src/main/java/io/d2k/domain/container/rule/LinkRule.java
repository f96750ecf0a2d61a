package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;

/** {@code name:alias}: what a container finds by another name of its own, on the network of both. */
public final class LinkRule {
    private LinkRule() {}

    /**
     * A link.
     *
     * @param name by which others find the container that is meant
     * @param alias by which this one does
     */
    public record Link(String name, String alias) {}

    /**
     * Reads a link, also in the form {@code /name:/own/alias} in which the Docker Engine once showed them.
     *
     * @throws EngineException in Docker's words
     */
    public static Link parse(String text) {
        String[] parts = text.split(":", -1);
        if (text.isEmpty()) {
            throw EngineException.invalid("empty string specified for links");
        }
        if (parts.length > 2) {
            throw EngineException.invalid("bad format for links: " + text);
        }
        if (parts.length == 1) {
            return new Link(text, text);
        }
        if (text.startsWith("/")) {
            return new Link(parts[0].substring(1), parts[1].substring(parts[1].lastIndexOf('/') + 1));
        }
        return new Link(parts[0], parts[1]);
    }
}
