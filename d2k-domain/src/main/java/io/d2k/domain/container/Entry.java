package io.d2k.domain.container;

import java.util.List;

/**
 * What runs in place of a container's command, and becomes it.
 *
 * @param command the argument vector
 * @param waits whether it waits until its input says that a client is attached
 */
public record Entry(List<String> command, boolean waits) {
    /** Copies the list. */
    public Entry {
        command = List.copyOf(command);
    }
}
