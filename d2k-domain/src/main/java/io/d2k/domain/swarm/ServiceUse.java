package io.d2k.domain.swarm;

import java.util.List;

/** What services use, so that it is not removed under them. */
@FunctionalInterface
public interface ServiceUse {
    /** No service uses anything. */
    ServiceUse NONE = (kind, id) -> List.of();

    /** What can be used. */
    enum Kind {
        /** A secret. */
        SECRET,
        /** A config. */
        CONFIG,
        /** A network. */
        NETWORK
    }

    /**
     * Returns the services whose spec names the object, in the order of their names.
     *
     * @param id the object's ID
     */
    List<User> users(Kind kind, String id);

    /** A service: its ID and name. */
    record User(String id, String name) {}
}
