package io.d2k.domain.container;

import java.time.Instant;
import java.util.Optional;

/**
 * How the last finished run ended, as kept with the container's record.
 *
 * @param run which start it was, from 1
 * @param started whether the process ever started; false after a failed start
 * @param exitCode the exit code
 * @param oomKilled whether it was killed for lack of memory
 * @param error why it could not start, empty for none
 * @param startedAt when it started
 * @param finishedAt when it ended
 * @param restarts how often it had been restarted automatically
 */
public record LastRun(
        int run,
        boolean started,
        int exitCode,
        boolean oomKilled,
        String error,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int restarts) {
    /** Returns this with another exit code. */
    public LastRun withExitCode(int code) {
        return new LastRun(run, started, code, oomKilled, error, startedAt, finishedAt, restarts);
    }
}
