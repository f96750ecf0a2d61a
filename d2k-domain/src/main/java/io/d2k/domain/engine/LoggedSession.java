package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import java.io.IOException;

/** An attachment to the next run of a container, which tells first what the container printed before. */
final class LoggedSession extends ForwardingSession {
    private final LogSession before;

    /**
     * Makes one.
     *
     * @param before tells what was printed
     */
    LoggedSession(LogSession before, AttachSession next) {
        super(next);
        this.before = before;
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        before.pump(sink);
        super.pump(sink);
    }

    @Override
    public void close() {
        before.close();
        super.close();
    }
}
