package io.d2k.domain.container;

import java.util.List;

/**
 * The processes of a container.
 *
 * @param titles the columns
 * @param processes one row a process
 */
public record TopView(List<String> titles, List<List<String>> processes) {
    /** Copies the lists. */
    public TopView {
        titles = List.copyOf(titles);
        processes = processes.stream().map(List::copyOf).toList();
    }
}
