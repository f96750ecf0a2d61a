package io.d2k.domain.image;

import java.util.Comparator;

/**
 * A container's port, such as {@code 80/tcp}.
 *
 * @param number 1 to 65535
 * @param protocol the transport protocol
 */
public record Port(int number, Protocol protocol) implements Comparable<Port> {
    private static final Comparator<Port> ORDER =
            Comparator.comparingInt(Port::number).thenComparing(Port::protocol);

    /** Returns Docker's key for the port, such as {@code 80/tcp}. */
    public String key() {
        return number + "/" + protocol.key();
    }

    @Override
    public int compareTo(Port other) {
        return ORDER.compare(this, other);
    }
}
