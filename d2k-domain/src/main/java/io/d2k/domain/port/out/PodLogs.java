package io.d2k.domain.port.out;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.log.LogReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The logs that nodes hold of pods. */
public interface PodLogs {
    /**
     * Starts reading the log of a pod's container.
     *
     * @throws IOException when there is no log (any more) or the node cannot be reached
     */
    LogReader open(PodObservation pod, Request request) throws IOException;

    /**
     * Reads all of the log of a pod's container until the process ends. One that is far away is to wait where it cannot be
     * reached for a while, from the beginning on.
     *
     * @throws IOException when there is no log
     */
    default LogReader lasting(PodObservation pod) throws IOException {
        return open(pod, new Request(true, Optional.empty(), OptionalInt.empty(), false));
    }

    /**
     * What to read. The reader may deliver more than asked (earlier times, more lines): callers filter exactly.
     *
     * @param follow whether to wait for more until the process ends
     * @param since a hint: nothing before it is needed
     * @param tail a hint: no more than so many of the last lines are needed; 0 for only what comes later
     * @param previous whether the instance before the last in-place restart is meant
     */
    record Request(boolean follow, Optional<Instant> since, OptionalInt tail, boolean previous) {
        /** Everything, without waiting. */
        public static final Request ALL = new Request(false, Optional.empty(), OptionalInt.empty(), false);
    }
}
