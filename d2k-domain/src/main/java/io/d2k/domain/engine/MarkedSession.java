package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that tells its exit code at the end of its output ({@link ExecCommandRule#marked}), since it may leave others
 * behind that hold the output: a node waits for them, however long that takes, and Docker for two seconds.
 */
final class MarkedSession extends ForwardingSession {
    /** How long moby's shim waits for output when the process has ended (containerd, {@code pkg/process/exec.go}). */
    private static final int OTHERS_SECONDS = 2;

    private final EndMark mark;
    private boolean ended;

    /**
     * Makes one.
     *
     * @param word what the mark is told by
     */
    MarkedSession(ProcessSession process, String word) {
        super(process);
        this.mark = new EndMark(StdStream.STDOUT, word);
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        process.pump((stream, buffer, offset, length) -> take(stream, buffer, offset, length, sink));
        mark.end(sink);
    }

    private void take(StdStream stream, byte[] buffer, int offset, int length, OutputSink sink) throws IOException {
        if (stream == StdStream.STDERR) {
            sink.write(stream, buffer, offset, length);
            return;
        }
        mark.take(buffer, offset, length, sink);
        if (!ended && mark.code().isPresent()) {
            ended = true;
            CompletableFuture.delayedExecutor(OTHERS_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread)
                    .execute(process::close);
        }
    }

    @Override
    public OptionalInt exitCode() {
        return mark.code().isPresent() ? mark.code() : process.exitCode();
    }
}
