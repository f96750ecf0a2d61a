package io.d2k.domain.engine;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.port.out.PodProcesses;
import java.time.Duration;
import java.util.List;

/**
 * Waits until the files of a container's last run are in place in a new pod: it counts as running while its shell is at it,
 * and whoever looks then would miss some.
 */
final class LayerPlacing {
    /** A shell that waits in the container; it goes with its pod, and BusyBox' and GNU's sleep know parts of seconds. */
    private static final String SCRIPT = "while [ ! -s \"$1\" ]; do sleep 0.05 2>/dev/null || sleep 1; done";

    private final BriefProcess process;
    private final Duration limit;

    /**
     * Makes one.
     *
     * @param limit how long it may take before it is passed over
     */
    LayerPlacing(PodProcesses processes, Duration limit) {
        this.process = new BriefProcess(processes);
        this.limit = limit;
    }

    /** Returns once they are there, or the process has ended. */
    void await(String id, PodObservation pod) {
        if (!(pod.process() instanceof ProcessState.Ended)) {
            process.run(pod, List.of("/bin/sh", "-c", SCRIPT, "d2k-placing", KeptLayer.place(id)), limit);
        }
    }
}
