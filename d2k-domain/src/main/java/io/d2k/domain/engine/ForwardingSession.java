package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import java.io.IOException;
import java.util.OptionalInt;

/** A session that is another one but for what it overrides. */
abstract class ForwardingSession implements ProcessSession {
    /** The other one; another may take its place. */
    protected volatile ProcessSession process;

    /** Makes one. */
    protected ForwardingSession(ProcessSession process) {
        this.process = process;
    }

    @Override
    public boolean tty() {
        return process.tty();
    }

    @Override
    public void pump(OutputSink sink) throws IOException {
        process.pump(sink);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        process.write(buffer, offset, length);
    }

    @Override
    public void closeInput() throws IOException {
        process.closeInput();
    }

    @Override
    public boolean halfCloses() {
        return process.halfCloses();
    }

    @Override
    public void leave() {
        process.leave();
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        process.resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return process.exitCode();
    }

    @Override
    public boolean begun() {
        return process.begun();
    }

    @Override
    public void close() {
        process.close();
    }
}
