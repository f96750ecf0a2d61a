package io.d2k.domain.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A further process to be run in a container.
 *
 * @param cmd the argument vector, at least one
 * @param env {@code NAME=value} entries added to the container's, or {@code NAME} of one that is taken away
 * @param workingDir empty for the container's
 * @param user empty for the container's
 * @param tty whether it gets a terminal
 * @param attachStdin whether a client feeds its standard input
 * @param attachStdout whether its standard output is wanted
 * @param attachStderr whether its standard error is wanted
 * @param privileged whether extended privileges are asked for
 * @param detachKeys keys that detach the client, as sent
 * @param consoleSize height and width of the terminal, where given
 */
public record ExecSpec(
        List<String> cmd,
        List<String> env,
        String workingDir,
        String user,
        boolean tty,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        boolean privileged,
        String detachKeys,
        Optional<TerminalSize> consoleSize) {
    /** Copies the lists. */
    public ExecSpec {
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
    }

    /** Returns the same with changes of the container's variables, before its own ones. */
    public ExecSpec after(List<String> variables) {
        List<String> changes = new ArrayList<>(variables);
        changes.addAll(env);
        return new ExecSpec(
                cmd,
                changes,
                workingDir,
                user,
                tty,
                attachStdin,
                attachStdout,
                attachStderr,
                privileged,
                detachKeys,
                consoleSize);
    }

    /** Returns whether nobody is attached to any of its streams. */
    public boolean unattached() {
        return !attachStdin && !attachStdout && !attachStderr;
    }
}
