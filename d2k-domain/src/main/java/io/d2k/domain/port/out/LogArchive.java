package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.log.LogLine;
import java.util.List;
import java.util.function.Predicate;

/** The tails of the logs of runs whose pods are gone. Kept with the container's record and removed with it. */
public interface LogArchive {
    /** Returns what is kept of a container's earlier runs, oldest first. Costs no request where it is cached. */
    List<LogLine> read(String containerId);

    /**
     * Adds lines to what is kept; the oldest lines are dropped beyond 256 KiB of text.
     *
     * @param source names the run that the lines are of; adding the same source again changes nothing
     */
    void append(ContainerRecord record, String source, List<LogLine> lines);

    /** Drops what is kept of containers that nobody tells of any more. */
    void retain(Predicate<String> containerIds);
}
