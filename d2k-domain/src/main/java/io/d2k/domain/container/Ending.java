package io.d2k.domain.container;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A stop or kill that a client asked for. It is kept with the container's record from before the signal is sent, so that
 * a restarted d2k knows that the end was wanted and a restart policy does not undo it.
 *
 * @param run which start it ends
 * @param signal the number of the last signal sent, 9 once the process is to be killed
 * @param at when it was asked
 * @param last which instance in the pod (0 for the first) is the last, where the kubelet restarts what ends and d2k ends
 *     nothing; those before ended by themselves
 */
public record Ending(int run, int signal, Instant at, OptionalInt last) {
    /** One of all that runs. */
    public Ending(int run, int signal, Instant at) {
        this(run, signal, at, OptionalInt.empty());
    }
}
