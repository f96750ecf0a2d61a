package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Delivers signals to the main process of a pod by a further process in it. */
final class ProcessSignals implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ProcessSignals.class.getName());
    private static final int LIMIT_SECONDS = 10;

    private final PodProcesses processes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("signal-limit").factory());

    ProcessSignals(PodProcesses processes) {
        this.processes = processes;
    }

    /**
     * Sends a signal other than KILL and STOP.
     *
     * @return false when the image has nothing to send it with, or the process has just ended
     */
    boolean send(PodObservation pod, Signal signal) {
        return run(pod, List.of("/bin/sh", "-c", "kill -" + signal.number() + " 1"))
                .or(() -> run(pod, List.of("kill", "-" + signal.number(), "1")))
                .orElse(false);
    }

    /** Returns whether the command succeeded; nothing where it could not be run at all. */
    private Optional<Boolean> run(PodObservation pod, List<String> command) {
        try (ProcessSession session = processes.exec(pod, command, new Streams(false, true, true, false))) {
            ScheduledFuture<?> limit = timer.schedule(session::close, LIMIT_SECONDS, TimeUnit.SECONDS);
            try {
                session.pump((stream, buffer, offset, length) -> {});
            } finally {
                limit.cancel(false);
            }
            int code = session.exitCode().orElse(-1);
            return code == 126 || code == 127 || code < 0 ? Optional.empty() : Optional.of(code == 0);
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, "signal could not be sent to pod " + pod.name(), e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
