package io.d2k.domain.image;

import java.util.Locale;
import java.util.Optional;

/** The transport protocols that a port can have. */
public enum Protocol {
    /** Transmission control protocol, the default. */
    TCP,
    /** User datagram protocol. */
    UDP,
    /** Stream control transmission protocol. */
    SCTP;

    /** Returns the protocol as Docker writes it in port keys, such as {@code tcp}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the protocol of that name in any case, or nothing where there is none. */
    public static Optional<Protocol> of(String name) {
        for (Protocol p : values()) {
            if (p.name().equalsIgnoreCase(name)) {
                return Optional.of(p);
            }
        }
        return Optional.empty();
    }
}
