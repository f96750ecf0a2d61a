package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import java.time.Instant;
import java.util.Optional;

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
