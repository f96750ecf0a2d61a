package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs further processes in pods that end at once, such as a {@code kill}; those that do not are left after a while. */
final class BriefProcess {
    private static final Logger LOG = System.getLogger(BriefProcess.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final PodProcesses processes;

    /** Makes one. */
    BriefProcess(PodProcesses processes) {
        this.processes = processes;
    }

    /** Returns the exit code; nothing where the cluster could not run it, or has not told in time. */
    OptionalInt run(PodObservation pod, List<String> command) {
        return run(pod, command, LIMIT);
    }

    /** Does so for something that may take longer. */
    OptionalInt run(PodObservation pod, List<String> command, Duration limit) {
        try (ProcessSession session = processes.exec(pod, command, new Streams(false, true, true, false))) {
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                    .execute(session::close);
            session.pump((stream, buffer, offset, length) -> {});
            return session.exitCode();
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, command.getFirst() + " could not be run in pod " + pod.name(), e);
            return OptionalInt.empty();
        }
    }
}
