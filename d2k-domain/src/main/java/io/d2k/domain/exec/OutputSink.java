package io.d2k.domain.exec;

import io.d2k.domain.log.StdStream;
import java.io.IOException;

/** Takes the output of a process. Called by one thread at a time. */
@FunctionalInterface
public interface OutputSink {
    /**
     * Takes some output; blocks while the receiver is slow.
     *
     * @throws IOException when the receiver has gone away
     */
    void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException;
}
