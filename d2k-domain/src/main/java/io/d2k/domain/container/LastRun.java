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
 * @param startedAt when it started; after a failed start when the process before it did
 * @param finishedAt when it ended, in the same way
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
    /** The exit code of a start that failed for another reason than its command. */
    public static final int UNCLASSED_FAILURE = 128;

    /**
     * Returns a start that failed. A process that ran before it stays the last one that ran: its times are told on, and its
     * exit code unless that says success or the command cannot be run (moby {@code daemon/start.go}).
     *
     * @param run which start it was
     * @param exitCode what the failure stands for
     * @param error why
     * @param restarts how often it had been restarted automatically
     * @param before how the run before it ended, if there was one
     */
    public static LastRun failed(int run, int exitCode, String error, int restarts, Optional<LastRun> before) {
        int last = before.map(LastRun::exitCode).orElse(0);
        return new LastRun(
                run,
                false,
                exitCode == UNCLASSED_FAILURE && last != 0 ? last : exitCode,
                before.map(LastRun::oomKilled).orElse(false),
                error,
                before.flatMap(LastRun::startedAt),
                before.flatMap(LastRun::finishedAt),
                restarts);
    }

    /** Returns whether any process of the container has run, in this start or one before it. */
    public boolean ran() {
        return started || startedAt.isPresent();
    }

    /** Returns this with another exit code. */
    public LastRun withExitCode(int code) {
        return new LastRun(run, started, code, oomKilled, error, startedAt, finishedAt, restarts);
    }
}
