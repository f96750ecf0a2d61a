package io.d2k.domain.engine;

import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import java.util.OptionalInt;

/** A session without a process behind it: there is something to be read, and that is all. */
interface OutputOnly extends ProcessSession {
    @Override
    default void write(byte[] buffer, int offset, int length) {
        // nobody takes input here
    }

    @Override
    default void closeInput() {
        // there is none
    }

    @Override
    default void resize(TerminalSize size) {
        // there is no terminal
    }

    @Override
    default OptionalInt exitCode() {
        return OptionalInt.empty();
    }
}
