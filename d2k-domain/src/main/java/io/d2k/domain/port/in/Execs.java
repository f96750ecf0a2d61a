package io.d2k.domain.port.in;

import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import java.util.Optional;

/** Further processes in running containers. */
public interface Execs {
    /**
     * Prepares a process.
     *
     * @return its ID, 64 hexadecimal digits
     * @throws io.d2k.domain.error.EngineException {@code CONFLICT} when the container does not run
     */
    String create(String containerRef, ExecSpec spec);

    /**
     * Starts a prepared process with a client attached to the streams that its spec names. Of one that was started before the
     * output says so, and that is all.
     *
     * @param tty whether the client expects a terminal's raw stream
     * @param size the terminal's size, where known
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND}, {@code CONFLICT} when its container does not run
     */
    ProcessSession start(String id, boolean tty, Optional<TerminalSize> size);

    /** Starts a prepared process without a client; returns once it has been handed to the cluster. */
    void startDetached(String id, boolean tty);

    /** Changes the size of its terminal; remembered when it has not started yet. */
    void resize(String id, TerminalSize size);

    /** Tells its state. */
    ExecView inspect(String id);
}
