package io.d2k.domain.swarm;

import java.util.Locale;

/** Whether a node takes tasks. */
public enum NodeAvailability {
    /** It does. */
    ACTIVE,
    /** It keeps those it has, and takes no more. */
    PAUSE,
    /** It gives those away that it has. */
    DRAIN;

    /** Returns Docker's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
