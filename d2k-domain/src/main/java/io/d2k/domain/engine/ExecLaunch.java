package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import io.d2k.domain.system.KubernetesVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * How a further process is begun.
 *
 * @param spec what is asked for
 * @param command what is run for it
 * @param streams what is attached
 * @param announced whether the first byte of output is the sign of {@link ExecCommandRule#announced}, which is not the
 *     client's
 * @param waitsAs the name of a process that waits for its guard; empty for one that does not wait
 */
record ExecLaunch(ExecSpec spec, List<String> command, Streams streams, boolean announced, String waitsAs) {
    /**
     * Returns how one with a client is begun.
     *
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters
     */
    static ExecLaunch attached(ExecSpec s, String id, Supplier<String> server) {
        // Kubernetes refuses an exec without any stream
        boolean none = !s.attachStdin() && !s.attachStdout() && !s.attachStderr();
        Streams streams = new Streams(
                s.attachStdin(), s.attachStdout() || none || s.tty(), s.attachStderr() && !s.tty(), s.tty());
        boolean replaces = s.attachStdin() && streams.stdout() && !s.tty() && InputGuardRule.mayReplaceOutput(s.cmd());
        // a guard lasts until the input ends, of which older nodes do not tell
        if (replaces && KubernetesVersion.halfCloses(server.get())) {
            String name = "d2k-exec-" + id;
            return new ExecLaunch(s, ExecCommandRule.waiting(s, name), streams, true, name);
        }
        // of a command that runs by itself the node tells whether it has begun, of one that a shell becomes its sign
        boolean announced = streams.stdout() && !ExecCommandRule.translate(s).equals(s.cmd());
        List<String> command = announced ? ExecCommandRule.announced(s) : ExecCommandRule.translate(s);
        return new ExecLaunch(s, command, streams, announced, "");
    }

    /** Returns how one without a client is begun; its output tells that it has. */
    static ExecLaunch detached(ExecSpec spec) {
        return new ExecLaunch(
                spec, ExecCommandRule.announced(spec), new Streams(false, true, false, spec.tty()), false, "");
    }

    /** Returns how it is begun where there is no shell. */
    ExecLaunch withoutShell() {
        return new ExecLaunch(spec, spec.cmd(), streams, announced, "");
    }

    /** Begins it. */
    ProcessSession begin(PodProcesses processes, PodObservation pod) {
        ProcessSession session = processes.exec(pod, command, streams);
        boolean waits = !waitsAs.isEmpty();
        if (!streams.stdin() || streams.tty()) {
            return session;
        }
        List<String> guard = waits ? InputGuardRule.early(waitsAs) : InputGuardRule.late(spec);
        return new GuardedSession(
                session, () -> processes.exec(pod, guard, new Streams(false, true, false, false)), waits);
    }
}
