package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.Created;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.TopView;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.LogQuery;
import java.util.List;
import java.util.Optional;

/**
 * Containers as Docker's users know them. A {@code ref} is a name (with or without its slash), a full ID or a prefix of
 * an ID that fits one container only. Every method throws {@link io.d2k.domain.error.EngineException}: {@code NOT_FOUND}
 * with Docker's "No such container" for an unknown ref, {@code UNAVAILABLE} when the cluster does not answer.
 */
public interface Containers {
    /** Creates a container; it does not run yet. */
    Created create(CreateRequest request);

    /** Lists containers, the newest first. */
    List<ContainerView> list(ContainerQuery query);

    /** Tells all about one container. */
    ContainerView inspect(String ref);

    /**
     * Starts a container and waits until its process runs, has ended, or cannot start.
     *
     * @return false when it runs already
     */
    boolean start(String ref);

    /**
     * Stops a container: its stop signal, and KILL after the timeout.
     *
     * @param signal empty for the container's own
     * @param timeoutSeconds nothing for the container's own; negative to wait for ever
     * @return false when it does not run
     */
    boolean stop(String ref, String signal, Optional<Integer> timeoutSeconds);

    /**
     * Sends a signal to a container's process.
     *
     * @param signal name or number, empty for KILL
     */
    void kill(String ref, String signal);

    /** Stops a container if it runs, and starts it; parameters as for {@link #stop}. */
    void restart(String ref, String signal, Optional<Integer> timeoutSeconds);

    /** Registers a wait. */
    PendingWait await(String ref, WaitCondition condition);

    /**
     * Removes a container.
     *
     * @param force whether a running one is killed first
     * @param volumes whether its anonymous volumes are removed too
     */
    void remove(String ref, boolean force, boolean volumes);

    /**
     * Removes a link of a container on the default bridge; it no longer finds the other by that name.
     *
     * @param ref {@code container/alias}
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND} where there is no such link, {@code INTERNAL} for a
     *     container itself
     */
    void unlink(String ref);

    /** Gives a container another name. */
    void rename(String ref, String name);

    /**
     * Changes the restart policy and the limits of a container.
     *
     * @return what does not hold as asked, or not yet, in words
     * @throws io.d2k.domain.error.EngineException {@code INVALID} for what Docker refuses, {@code CONFLICT} for what does
     *     not go with the settings in force
     */
    List<String> update(String ref, ContainerUpdate update);

    /** Opens the log of a container. */
    ContainerLog logs(String ref, LogQuery query);

    /** Connects a client with a container's process; before the first start, with the process of the next. */
    ProcessSession attach(String ref, AttachRequest request);

    /** Changes the size of a container's terminal. */
    void resize(String ref, TerminalSize size);

    /**
     * Lists the processes of a container.
     *
     * @param psArgs arguments of {@code ps}, empty for {@code -ef}
     */
    TopView top(String ref, String psArgs);

    /**
     * Removes containers that do not run.
     *
     * @return the IDs of those removed
     */
    List<String> prune(Filters filters);

    /** Fails as Docker does when there is no such container; for routes that then answer 501. */
    default void requireExists(String ref) {
        inspect(ref);
    }
}
