package io.d2k.docker.stream;

import java.io.IOException;

/** Takes bytes for a client. */
@FunctionalInterface
public interface ByteOutput {
    /**
     * Sends bytes; blocks while the client is slow.
     *
     * @throws IOException when the client has gone away
     */
    void write(byte[] buffer, int offset, int length) throws IOException;
}
