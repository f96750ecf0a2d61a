package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The pod in which a further process can be run. */
final class RunningPod {
    private RunningPod() {}

    /**
     * Returns the pod whose process runs.
     *
     * @throws EngineException in Docker's words, which tell what is about to run again from what does not run
     */
    static PodObservation of(ObservedContainer container) {
        return StateProjection.currentPod(container)
                .filter(p -> p.process() instanceof ProcessState.Running)
                .orElseThrow(() -> refusal(container));
    }

    /**
     * Begins a further process in that pod. Its node knows of the container's end a moment before the cluster does, and
     * speaks of a pod: it is refused in Docker's words as well.
     */
    static <T> T begin(ObservedContainer container, Function<PodObservation, T> process) {
        PodObservation pod = of(container);
        try {
            return process.apply(pod);
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.CONFLICT ? ContainerEnding.notRunning(container.record()) : e;
        }
    }

    private static EngineException refusal(ObservedContainer container) {
        // only health is judged by the time
        ContainerStatus status =
                StateProjection.of(container, Optional.empty(), Instant.EPOCH).status();
        return status == ContainerStatus.RESTARTING
                ? EngineException.conflict(
                        "Container " + container.record().id() + " is restarting, wait until the container is running")
                : ContainerEnding.notRunning(container.record());
    }
}
