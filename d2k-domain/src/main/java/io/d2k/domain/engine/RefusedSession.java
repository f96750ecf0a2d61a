package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a client gets in place of a process that is not started for it: why, in the stream, as in moby.
 *
 * @param why the whole output, which may be none
 */
record RefusedSession(boolean tty, String why) implements OutputOnly {
    @Override
    public void pump(OutputSink sink) throws IOException {
        byte[] words = why.getBytes(StandardCharsets.UTF_8);
        if (words.length > 0) {
            sink.write(StdStream.STDOUT, words, 0, words.length);
        }
    }

    @Override
    public boolean begun() {
        return false;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
