package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs further processes in pods that end at once, such as a {@code kill}; those that do not are left after a while. */
final class BriefProcess implements AutoCloseable {
    private static final Logger LOG = System.getLogger(BriefProcess.class.getName());
    private static final int LIMIT_SECONDS = 10;

    private final PodProcesses processes;
    private final ScheduledExecutorService timer;

    /**
     * Makes one.
     *
     * @param name of the thread that bounds the time
     */
    BriefProcess(PodProcesses processes, String name) {
        this.processes = processes;
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Returns the exit code; nothing where the cluster could not run it, or has not told in time. */
    OptionalInt run(PodObservation pod, List<String> command) {
        try (ProcessSession session = processes.exec(pod, command, new Streams(false, true, true, false))) {
            ScheduledFuture<?> limit = timer.schedule(session::close, LIMIT_SECONDS, TimeUnit.SECONDS);
            try {
                session.pump((stream, buffer, offset, length) -> {});
            } finally {
                limit.cancel(false);
            }
            return session.exitCode();
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, command.getFirst() + " could not be run in pod " + pod.name(), e);
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
