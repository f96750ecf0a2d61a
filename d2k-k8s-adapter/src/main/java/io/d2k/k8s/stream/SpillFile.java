package io.d2k.k8s.stream;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Messages in a file of a bounded size, which is written round and round. For one thread at a time. */
final class SpillFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SpillFile.class.getName());

    private final FileChannel channel;
    private final int capacity;
    private final Runnable closed;
    /** Where to write and to read next, in bytes since the beginning; in the file, modulo its capacity. */
    private long end;

    private long start;
    private boolean open = true;

    /**
     * Makes one.
     *
     * @param channel an empty file
     * @param capacity how large it may become, in bytes
     * @param closed is told when it is given up
     */
    SpillFile(FileChannel channel, int capacity, Runnable closed) {
        this.channel = channel;
        this.capacity = capacity;
        this.closed = closed;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** Appends a message; returns false where there is no room for it, on the disk either. */
    boolean append(byte[] message) {
        int size = Integer.BYTES + message.length;
        if (end - start + size > capacity) {
            return false;
        }
        ByteBuffer record =
                ByteBuffer.allocate(size).putInt(message.length).put(message).flip();
        try {
            transfer(record, end, channel::write);
            end += size;
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "output of a slow client cannot be written to a file", e);
            return false;
        }
    }

    /** Takes the first message; nothing where there is none. */
    Optional<byte[]> next() throws IOException {
        if (isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        transfer(length, start, channel::read);
        byte[] message = new byte[length.flip().getInt()];
        transfer(ByteBuffer.wrap(message), start + Integer.BYTES, channel::read);
        start += Integer.BYTES + message.length;
        return Optional.of(message);
    }

    @FunctionalInterface
    private interface Step {
        int at(ByteBuffer bytes, long position) throws IOException;
    }

    /** Reads or writes all of a buffer, which may go on at the beginning of the file. */
    private void transfer(ByteBuffer bytes, long from, Step step) throws IOException {
        int limit = bytes.limit();
        long at = from;
        while (bytes.position() < limit) {
            long offset = at % capacity;
            bytes.limit((int) Math.min(limit, bytes.position() + capacity - offset));
            int moved = step.at(bytes, offset);
            if (moved < 0) {
                throw new EOFException("output held in a file is gone");
            }
            at += moved;
            bytes.limit(limit);
        }
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file for output is left", e);
        }
        closed.run();
    }
}
