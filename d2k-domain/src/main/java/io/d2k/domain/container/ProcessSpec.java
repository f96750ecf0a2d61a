package io.d2k.domain.container;

import io.d2k.domain.exec.TerminalSize;
import java.util.List;
import java.util.Optional;

/**
 * The process that a container runs.
 *
 * @param entrypoint what is run, nothing to inherit the image's; an empty list or one empty string clears it
 * @param cmd the arguments (or the command where there is no entrypoint), nothing to inherit the image's
 * @param env {@code NAME=value} entries, or {@code NAME} alone to remove an image's variable
 * @param workingDir an absolute path, empty to inherit
 * @param user {@code uid}, {@code uid:gid} or names, empty to inherit
 * @param hostname empty for the short ID
 * @param domainname empty for none
 * @param tty whether the process gets a terminal
 * @param openStdin whether standard input is kept open
 * @param stdinOnce whether standard input is closed after the first client has left
 * @param attachStdin whether the creating client attaches to standard input
 * @param attachStdout whether the creating client attaches to standard output
 * @param attachStderr whether the creating client attaches to standard error
 * @param stopSignal name or number of the signal that stops it, empty to inherit
 * @param stopTimeoutSeconds how long to wait before killing, nothing for Docker's 10 s
 * @param consoleSize what its terminal begins with, where the client told
 */
public record ProcessSpec(
        Optional<List<String>> entrypoint,
        Optional<List<String>> cmd,
        List<String> env,
        String workingDir,
        String user,
        String hostname,
        String domainname,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        String stopSignal,
        Optional<Integer> stopTimeoutSeconds,
        Optional<TerminalSize> consoleSize) {
    /** Copies the lists. */
    public ProcessSpec {
        entrypoint = entrypoint.map(List::copyOf);
        cmd = cmd.map(List::copyOf);
        env = List.copyOf(env);
    }

    /** Returns this with another host name. */
    public ProcessSpec withHostname(String newHostname) {
        return with(env, newHostname, stopTimeoutSeconds);
    }

    /** Returns this with another environment. */
    public ProcessSpec withEnv(List<String> newEnv) {
        return with(newEnv, hostname, stopTimeoutSeconds);
    }

    /** Returns this with another time to wait before killing. */
    public ProcessSpec withStopTimeout(int seconds) {
        return with(env, hostname, Optional.of(seconds));
    }

    private ProcessSpec with(List<String> newEnv, String newHostname, Optional<Integer> newStopTimeout) {
        return new ProcessSpec(
                entrypoint,
                cmd,
                newEnv,
                workingDir,
                user,
                newHostname,
                domainname,
                tty,
                openStdin,
                stdinOnce,
                attachStdin,
                attachStdout,
                attachStderr,
                stopSignal,
                newStopTimeout,
                consoleSize);
    }
}
