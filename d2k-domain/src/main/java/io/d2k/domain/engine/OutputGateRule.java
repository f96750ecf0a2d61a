package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.log.LogLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a process is held back until a client is attached: the image's shell waits for two lines of input before it becomes
 * the command. Between them it prints a {@link #MARK}, which whoever is attached sees, and then nothing will be missed. The
 * log is no replacement: containerd leaves carriage returns before line feeds out of it.
 */
final class OutputGateRule {
    /** What the shell prints on standard error: nothing that a terminal would show. */
    private static final byte[] MARK = {0, 0, 0, '\n'};

    /** Steps of an image's history that ran a command by its shell. */
    private static final Pattern RAN =
            Pattern.compile("(?:RUN (?:\\|[0-9]+ .*)?)?/bin/sh -c (?!#\\(nop\\)).*", Pattern.DOTALL);

    /** What the kubelet adds for the cluster's own Service, and no engine. */
    private static final List<String> OF_KUBELET = List.of(
            "KUBERNETES_SERVICE_HOST",
            "KUBERNETES_SERVICE_PORT",
            "KUBERNETES_SERVICE_PORT_HTTPS",
            "KUBERNETES_PORT",
            "KUBERNETES_PORT_443_TCP",
            "KUBERNETES_PORT_443_TCP_PROTO",
            "KUBERNETES_PORT_443_TCP_PORT",
            "KUBERNETES_PORT_443_TCP_ADDR");

    /** Variables that shells set for themselves. */
    private static final Set<String> OF_SHELL = Set.of("PWD", "OLDPWD", "SHLVL", "_");

    /** Names that shells know; others they may not hand on. */
    private static final Predicate<String> NAMES =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*").asMatchPredicate();

    private static final String FAIL =
            "f() { printf %s '" + ProcessState.GATE_REFUSED + "' >\"$d2k_end\"; exit 127; }; ";

    private static final String WAIT =
            "d2k_end=$1; shift; c \"$1\"; read -r d2k_go; printf '\\000\\000\\000\\n' >&2; read -r d2k_go; ";

    private OutputGateRule() {}

    /** Returns whether the process of a container can be held back, as far as its image tells. */
    static boolean holds(ContainerRecord record) {
        EffectiveConfig config = ContainerViews.config(record);
        return record.kind() == WorkloadKind.RUN_ONCE
                && !record.spec().process().tty()
                && config.env().stream().map(OutputGateRule::name).allMatch(n -> NAMES.test(n) && !OF_SHELL.contains(n))
                && record.image()
                        .filter(facts -> hasShell(facts, config.argv()))
                        .isPresent();
    }

    /** Returns whether that line of a log is the {@link #MARK}. */
    static boolean marks(LogLine line) {
        return Arrays.equals(line.bytes(), MARK);
    }

    /** Returns how many of the first bytes are the {@link #MARK}: all of it, or none. */
    static int mark(byte[] buffer, int offset, int length) {
        boolean begins =
                length >= MARK.length && Arrays.equals(MARK, 0, MARK.length, buffer, offset, offset + MARK.length);
        return begins ? MARK.length : 0;
    }

    /** Returns whether an image is known to have a shell: it is run by one, or was built by one. */
    static boolean hasShell(ImageFacts facts, List<String> argv) {
        return Stream.of(argv, facts.config().entrypoint(), facts.config().cmd())
                        .flatMap(words -> words.stream().limit(1))
                        .anyMatch(ShellCommandRule::isShell)
                || facts.history().stream()
                        .anyMatch(step -> RAN.matcher(step.createdBy()).matches());
    }

    /** Returns the argument vector by which the process of a container is held back. */
    static List<String> command(ContainerRecord record) {
        return command(record, "/dev/termination-log");
    }

    /** Returns that of one that leaves its message in another file, as tests have it. */
    static List<String> command(ContainerRecord record, String message) {
        EffectiveConfig config = ContainerViews.config(record);
        Set<String> asked = config.env().stream().map(OutputGateRule::name).collect(Collectors.toSet());
        String strange = OF_KUBELET.stream().filter(v -> !asked.contains(v)).collect(Collectors.joining(" "));
        String script = FAIL
                + ExecCommandRule.CHECK
                + WAIT
                + "unset d2k_go d2k_end " + strange + "; "
                + ExecCommandRule.CLEAR
                + "exec \"$@\""
                + (record.spec().process().openStdin() ? "" : " </dev/null");
        List<String> command =
                new ArrayList<>(List.of(ExecCommandRule.SHELL, "-c", script, TopRule.OWN_SHELL, message));
        command.addAll(config.argv());
        return command;
    }

    private static String name(String entry) {
        int eq = entry.indexOf('=');
        return eq < 0 ? entry : entry.substring(0, eq);
    }
}
