package io.d2k.docker.stream;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends the output of a process: as it is for a terminal, otherwise framed, each piece in a frame of its own with
 * Docker's header (stream number, three zero bytes, length as a big-endian 32-bit number). Any number of threads may
 * write; frames never mix.
 */
public final class FrameWriter implements OutputSink {
    private static final int HEADER = 8;
    private static final int SYSTEM_ERROR = 3;

    private final ByteOutput out;
    private final boolean raw;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Makes a writer.
     *
     * @param raw whether the output is that of a terminal, without frames
     */
    public FrameWriter(ByteOutput out, boolean raw) {
        this.out = out;
        this.raw = raw;
    }

    @Override
    public void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
        write(stream.number(), buffer, offset, length);
    }

    /** Tells the client of an error in the middle of a stream, as the Docker Engine does: on a stream of its own. */
    public void error(String message) throws IOException {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        write(SYSTEM_ERROR, text, 0, text.length);
    }

    /** Sends a frame without content, which clients pass over. */
    void empty() throws IOException {
        frame(StdStream.STDOUT.number(), new byte[0], 0, 0);
    }

    private void write(int stream, byte[] buffer, int offset, int length) throws IOException {
        if (length > 0) {
            frame(stream, buffer, offset, length);
        }
    }

    private void frame(int stream, byte[] buffer, int offset, int length) throws IOException {
        byte[] bytes = buffer;
        int from = offset;
        int size = length;
        if (!raw) {
            size = HEADER + length;
            from = 0;
            bytes = ByteBuffer.allocate(size)
                    .put((byte) stream)
                    .position(4)
                    .putInt(length)
                    .put(buffer, offset, length)
                    .array();
        }
        lock.lock();
        try {
            out.write(bytes, from, size);
        } finally {
            lock.unlock();
        }
    }
}
