package io.d2k.k8s.stream;

import java.io.IOException;
import java.util.Optional;

/**
 * Holds output of a process for a client that takes it slowly: some in memory, and what comes on top in a file. A node drops
 * the output that nobody has fetched some time after the end of its process (containerd's shim waits for 2 s up to 1.7, see
 * {@code execProcess.delete}, and for 10 s in 2.x), so that the client must not slow the node down as long as there is any
 * place for its output.
 */
final class OutputShelf implements Shelf<byte[]> {
    private final Shelf<byte[]> memory;
    private final SpillSpace space;
    private Optional<SpillFile> file = Optional.empty();

    /**
     * Makes one.
     *
     * @param held how much to hold in memory, in bytes
     * @param space where the rest goes
     */
    OutputShelf(int held, SpillSpace space) {
        this.memory = Shelf.inMemory(held);
        this.space = space;
    }

    @Override
    public boolean add(byte[] message, int weight) {
        boolean inOrder = file.map(SpillFile::isEmpty).orElse(true);
        if (inOrder && memory.add(message, weight)) {
            return true;
        }
        if (file.isEmpty()) {
            file = space.open();
        }
        return file.isPresent() && file.get().append(message);
    }

    @Override
    public Optional<byte[]> next() throws IOException {
        Optional<byte[]> next = memory.next();
        return next.isPresent() || file.isEmpty() ? next : file.get().next();
    }

    @Override
    public void clear() {
        memory.clear();
        file.ifPresent(SpillFile::close);
        file = Optional.empty();
    }
}
