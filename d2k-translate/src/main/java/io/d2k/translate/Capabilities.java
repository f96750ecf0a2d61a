package io.d2k.translate;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The capabilities that a swarm's service gets and loses, as Docker's command line sends them: with their prefix, each
 * once, in order. What is both given and taken away is given.
 *
 * @param added those that it gets
 * @param dropped those that it loses
 */
public record Capabilities(List<String> added, List<String> dropped) {
    private static final String ALL = "ALL";
    private static final String PREFIX = "CAP_";

    /** Copies the lists. */
    public Capabilities {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
    }

    /** Puts what was asked for into that form. */
    public static Capabilities of(List<String> add, List<String> drop) {
        TreeSet<String> added = named(add);
        TreeSet<String> dropped = named(drop);
        dropped.removeAll(added);
        return new Capabilities(List.copyOf(added), List.copyOf(dropped));
    }

    private static TreeSet<String> named(List<String> capabilities) {
        TreeSet<String> names = new TreeSet<>();
        for (String capability : capabilities) {
            String upper = capability.strip().toUpperCase(Locale.ROOT);
            names.add(upper.equals(ALL) || upper.startsWith(PREFIX) ? upper : PREFIX + upper);
        }
        return names.contains(ALL) ? new TreeSet<>(List.of(ALL)) : names;
    }
}
