package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.port.out.StartFiles;
import java.util.ArrayList;
import java.util.List;

/** Archives for starts, in memory. */
public final class FakeStartFiles implements StartFiles {
    private final List<Added> added = new ArrayList<>();

    /**
     * One archive.
     *
     * @param id the container's ID
     */
    public record Added(String id, List<String> argv, byte[] archive) {}

    @Override
    public synchronized void add(ContainerRecord record, List<String> argv, byte[] archive) {
        added.add(new Added(record.id(), argv, archive));
    }

    @Override
    public synchronized boolean any(ContainerRecord record) {
        return added.stream().anyMatch(a -> a.id().equals(record.id()));
    }

    /** Returns all, in order. */
    public synchronized List<Added> added() {
        return List.copyOf(added);
    }
}
