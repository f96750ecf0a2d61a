package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * An attachment to the next run of a container, which tells first what the container printed before.
 *
 * @param before tells what was printed
 * @param next the attachment
 */
record LoggedSession(LogSession before, AttachSession next) implements ProcessSession {
    @Override
    public boolean tty() {
        return next.tty();
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        before.pump(sink);
        next.pump(sink);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        next.write(buffer, offset, length);
    }

    @Override
    public void closeInput() throws IOException {
        next.closeInput();
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        next.resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return next.exitCode();
    }

    @Override
    public void close() {
        before.close();
        next.close();
    }
}
