package io.d2k.dns;

import java.util.Locale;
import java.util.Optional;

/**
 * The domains in which containers search names, such as {@code names-0123.default.svc.cluster.local}: each has one of its
 * own, which tells who asks.
 *
 * @param prefix what is before the container's ID
 * @param parent what all of them are in, without dots around it
 */
public record SearchDomains(String prefix, String parent) {
    /**
     * A name as it was asked for before the resolver searched it.
     *
     * @param name in small letters
     * @param domain the ID behind the prefix of the domain that it was searched in; nothing for a name as it is
     */
    record Searched(String name, Optional<String> domain) {}

    /** Takes a name without a dot at its end apart. */
    Searched of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String end = "." + parent.toLowerCase(Locale.ROOT);
        if (lower.endsWith(end)) {
            String inner = lower.substring(0, lower.length() - end.length());
            int own = inner.lastIndexOf("." + prefix);
            if (own > 0 && inner.indexOf('.', own + 1) < 0) {
                return new Searched(inner.substring(0, own), Optional.of(inner.substring(own + 1 + prefix.length())));
            }
        }
        return new Searched(lower, Optional.empty());
    }
}
