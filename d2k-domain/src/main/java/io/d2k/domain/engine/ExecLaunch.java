package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import io.d2k.domain.system.KubernetesVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a further process is begun.
 *
 * @param spec what is asked for
 * @param command what is run for it
 * @param streams what is attached
 * @param announced whether the first byte of output is the sign of {@link ExecCommandRule#announced}, which is not the
 *     client's
 * @param aid what it takes for its streams to be a process's in Docker
 * @param name by which the process is known to its aid, unlike any other
 */
record ExecLaunch(ExecSpec spec, List<String> command, Streams streams, boolean announced, Aid aid, String name) {
    /** What helps a process. */
    private enum Aid {
        /** A guard, where it is fed much. */
        NONE,
        /** The image's env, which becomes it. */
        ENV,
        /** A guard, for which it waits. */
        GUARD,
        /** A relay, which carries its input. */
        RELAY,
        /** A shell that tells when it has ended, whoever holds its output, and holds its streams until then. */
        MARK
    }

    /**
     * Returns how one with a client is begun.
     *
     * @param changes of the container's variables, as entries of an exec, where the image has what can make them. What is
     *     fed by a pipe and needs no shell goes without: its input goes to one process alone
     * @param env whether the image may have {@code env}
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters
     * @param size of the terminal, where it is known and a shell can give it
     */
    static ExecLaunch attached(
            ExecSpec asked,
            List<String> changes,
            boolean env,
            String id,
            Supplier<String> server,
            Optional<TerminalSize> size) {
        ExecSpec s = asked.after(changes);
        Streams streams =
                new Streams(s.attachStdin(), s.attachStdout() || s.tty(), s.attachStderr() && !s.tty(), s.tty());
        String name = "d2k" + id;
        boolean plain = streams.stdout() && !s.tty();
        if (plain && s.attachStdin() && !KubernetesVersion.halfCloses(server.get())) {
            return new ExecLaunch(asked, ExecCommandRule.relayed(s, name), streams, true, Aid.RELAY, name);
        }
        if (plain && ShellCommandRule.mayLeaveProcesses(s.cmd())) {
            return new ExecLaunch(asked, ExecCommandRule.marked(s, name), streams, true, Aid.MARK, name);
        }
        if (plain && s.attachStdin() && ShellCommandRule.mayReplaceOutput(s.cmd())) {
            return new ExecLaunch(asked, ExecCommandRule.waiting(s, name), streams, true, Aid.GUARD, name);
        }
        if (s.tty() && size.isPresent()) {
            return new ExecLaunch(asked, ExecCommandRule.announced(s, size.get()), streams, true, Aid.NONE, name);
        }
        boolean alone = streams.stdout() && (s.tty() || !s.attachStdin());
        if (env && alone && ExecEnvRule.fits(s)) {
            return new ExecLaunch(asked, ExecEnvRule.command(s), streams, false, Aid.ENV, name);
        }
        // of a command that runs by itself the node tells whether it has begun, of one that a shell becomes its sign
        boolean shell = !ExecCommandRule.translate(asked).equals(asked.cmd());
        boolean announced = shell && streams.stdout();
        List<String> command = shell ? ExecCommandRule.translate(s) : asked.cmd();
        return new ExecLaunch(
                asked, announced ? ExecCommandRule.announced(s) : command, streams, announced, Aid.NONE, name);
    }

    /** Returns how one without a client is begun; its output tells that it has. */
    static ExecLaunch detached(ExecSpec spec, List<String> changes) {
        return new ExecLaunch(
                spec,
                ExecCommandRule.announced(spec.after(changes)),
                new Streams(false, true, false, spec.tty()),
                false,
                Aid.NONE,
                "");
    }

    /** Returns how it is begun where there is no shell. */
    ExecLaunch withoutShell() {
        return new ExecLaunch(spec, spec.cmd(), streams, announced, Aid.NONE, name);
    }

    /**
     * Begins it.
     *
     * @param noEnv is run where the image turns out to have no {@code env}
     */
    ProcessSession begin(PodProcesses processes, PodObservation pod, Runnable noEnv) {
        ProcessSession session = processes.exec(pod, command, streams);
        if (aid == Aid.ENV) {
            return new EnvSession(
                    session,
                    spec.cmd().getFirst(),
                    noEnv,
                    () -> processes.exec(pod, ExecCommandRule.translate(spec), streams));
        }
        if (aid == Aid.MARK) {
            return new MarkedSession(session, name);
        }
        if (!streams.stdin() || streams.tty()) {
            return session;
        }
        if (aid == Aid.RELAY) {
            return new MarkedSession(
                    new RelayedSession(
                            session,
                            () -> processes.exec(
                                    pod, InputRelayRule.command(name), new Streams(true, true, false, false)),
                            words -> ExecCommandRule.lacksShell(spec, words),
                            () -> processes.exec(pod, spec.cmd(), streams)),
                    name);
        }
        boolean waits = aid == Aid.GUARD;
        List<String> guard = waits ? InputGuardRule.early(name) : InputGuardRule.late(spec);
        return new GuardedSession(
                session, () -> processes.exec(pod, guard, new Streams(!waits, true, false, false)), waits);
    }
}
