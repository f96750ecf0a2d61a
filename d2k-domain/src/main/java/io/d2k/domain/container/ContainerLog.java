package io.d2k.domain.container;

import io.d2k.domain.log.LogReader;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container's log, opened.
 *
 * @param tty whether the container has a terminal, so that its log is one raw stream
 * @param attributes what stands before each line as its details: labels, variables and the tag that logging options name
 * @param reader the lines asked for; the caller closes it
 */
public record ContainerLog(boolean tty, Map<String, String> attributes, LogReader reader) {
    /** Copies the map. */
    public ContainerLog {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
}
