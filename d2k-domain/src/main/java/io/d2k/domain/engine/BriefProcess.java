package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs further processes in pods that end at once, such as a {@code kill}; those that do not are left after a while. */
final class BriefProcess {
    private static final Logger LOG = System.getLogger(BriefProcess.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_WORDS = 8192;

    private final PodProcesses processes;

    /** Makes one. */
    BriefProcess(PodProcesses processes) {
        this.processes = processes;
    }

    /**
     * What came of one.
     *
     * @param exitCode nothing where the cluster could not run it, or has not told in time
     * @param output the beginning of its standard output
     */
    record Result(OptionalInt exitCode, String output) {}

    /** Returns the exit code; nothing where the cluster could not run it, or has not told in time. */
    OptionalInt run(PodObservation pod, List<String> command) {
        return run(pod, command, LIMIT);
    }

    /** Does so for something that may take longer. */
    OptionalInt run(PodObservation pod, List<String> command, Duration limit) {
        return ask(pod, command, limit, MOST_WORDS).exitCode();
    }

    /** Returns also what it says. */
    Result ask(PodObservation pod, List<String> command) {
        return ask(pod, command, LIMIT, MOST_WORDS);
    }

    /**
     * Does so for something that has more to say.
     *
     * @param most how many bytes are heard
     */
    Result ask(PodObservation pod, List<String> command, Duration limit, int most) {
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        OptionalInt exitCode = run(pod, command, limit, words, most);
        return new Result(exitCode, words.toString(StandardCharsets.UTF_8));
    }

    private OptionalInt run(
            PodObservation pod, List<String> command, Duration limit, ByteArrayOutputStream words, int most) {
        try (ProcessSession session = processes.exec(pod, command, new Streams(false, true, true, false))) {
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                    .execute(session::close);
            session.pump((stream, buffer, offset, length) -> {
                if (stream == StdStream.STDOUT) {
                    words.write(buffer, offset, Math.min(length, most - words.size()));
                }
            });
            return session.exitCode();
        } catch (IOException | EngineException e) {
            LOG.log(Level.DEBUG, command.getFirst() + " could not be run in pod " + pod.name(), e);
            return OptionalInt.empty();
        }
    }
}
