package io.d2k.domain.port.out;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.ProcessSession;
import java.util.List;

/** Streams to processes in pods. */
public interface PodProcesses {
    /**
     * Runs a further process in the pod's container.
     *
     * @param command the argument vector
     * @return the session, connected
     * @throws io.d2k.domain.error.EngineException when the cluster refuses
     */
    ProcessSession exec(PodObservation pod, List<String> command, Streams streams);

    /**
     * Connects with the pod's main process.
     *
     * @throws io.d2k.domain.error.EngineException when the cluster refuses
     */
    ProcessSession attach(PodObservation pod, Streams streams);

    /**
     * The streams wanted.
     *
     * @param stdin whether input is fed
     * @param stdout whether standard output is wanted
     * @param stderr whether standard error is wanted; never with a terminal
     * @param tty whether the process has a terminal
     */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
}
