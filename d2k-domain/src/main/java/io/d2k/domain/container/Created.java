package io.d2k.domain.container;

import java.util.List;

/**
 * The answer to a create.
 *
 * @param id the new container's ID
 * @param warnings what was not carried over
 */
public record Created(String id, List<String> warnings) {
    /** Copies the list. */
    public Created {
        warnings = List.copyOf(warnings);
    }
}
