package io.d2k.domain.service;

import java.util.List;

/**
 * What the pods of one form of a service's tasks were made from, beside the spec.
 *
 * @param template the revision that their template was made for
 * @param imageToRun the reference that they run
 * @param fills targets of the mounts that they fill while empty
 */
public record TaskForm(int template, String imageToRun, List<String> fills) {
    /** Copies the list. */
    public TaskForm {
        fills = List.copyOf(fills);
    }
}
