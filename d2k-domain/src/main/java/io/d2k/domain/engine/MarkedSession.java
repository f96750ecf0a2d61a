package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that tells its exit code at the end of its output ({@link ExecCommandRule#marked}), since it may leave others
 * behind that hold the output: a node waits for them, however long that takes, and Docker for two seconds.
 */
final class MarkedSession extends ForwardingSession {
    private static final Logger LOG = System.getLogger(MarkedSession.class.getName());

    /** How long moby's shim waits for output when the process has ended (containerd, {@code pkg/process/exec.go}). */
    private static final int OTHERS_SECONDS = 2;

    private final EndMark mark;
    private volatile boolean ended;

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
            Thread.startVirtualThread(this::endInput); // the shell reads what the process has not
            CompletableFuture.delayedExecutor(OTHERS_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread)
                    .execute(process::close);
        }
    }

    private void endInput() {
        try {
            process.closeInput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a process has ended with its input", e);
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return; // as a pipe takes what its process does not read any more
        }
        try {
            process.write(buffer, offset, length);
        } catch (IOException e) {
            if (!ended) {
                throw e;
            }
        }
    }

    @Override
    public OptionalInt exitCode() {
        return mark.code().isPresent() ? mark.code() : process.exitCode();
    }
}
