package io.d2k.domain.network;

import java.util.List;

/**
 * A network that was made.
 *
 * @param id its ID
 * @param warnings what it will not be, though that was asked for
 */
public record NetworkCreated(String id, List<String> warnings) {
    /** Copies the list. */
    public NetworkCreated {
        warnings = List.copyOf(warnings);
    }
}
