package io.d2k.domain.exec;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A client's connection with a process: an exec, or an attach to a container. One thread pumps the output, another may
 * write input; {@link #close()} may be called by any thread and ends both.
 */
public interface ProcessSession extends AutoCloseable {
    /** So many bytes of input are carried best at a time: with a message's head of 9 bytes, 32 KiB. */
    int MESSAGE_BYTES = 32 * 1024 - 9;

    /** Returns whether the process has a terminal, so that its output is one raw stream. */
    boolean tty();

    /**
     * Delivers the output until the process ends, the session is closed or the cluster breaks it off.
     *
     * @throws IOException when the sink fails or the stream breaks
     */
    void pump(OutputSink sink) throws IOException;

    /**
     * Feeds standard input; blocks while the process is slow.
     *
     * @throws IOException when the process takes no more
     */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /** Ends standard input; output goes on. Does nothing the second time. */
    void closeInput() throws IOException;

    /** Returns whether {@link #closeInput} reaches the process while output goes on; not so before Kubernetes 1.30. */
    default boolean halfCloses() {
        return true;
    }

    /**
     * Ends standard input of a process whose output nobody reads any more. Where the cluster has no other word for it, this
     * ends the session, too.
     */
    default void leave() {
        close();
    }

    /** Changes the terminal's size; no-op for a process without one. */
    void resize(TerminalSize size) throws IOException;

    /**
     * Returns the exit code after {@link #pump} has returned; nothing where it is not known. Of an attachment it tells nothing
     * but that all output has come: 0, or nothing where it may lack some.
     */
    OptionalInt exitCode();

    /** Returns whether the process had begun, after {@link #pump} has returned: what cannot be begun does not die. */
    default boolean begun() {
        return true;
    }

    /** Ends the session, not the process. */
    @Override
    void close();
}
