package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.system.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Variables whose names Kubernetes before 1.32 refuses ({@code RelaxedEnvironmentVariableValidation}), as those that begin with
 * a digit. The image's own {@code env} gives them to the process, and becomes it.
 */
public final class EnvNameRule {
    private static final Predicate<String> TAKEN =
            Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*").asMatchPredicate();
    /** Since it, any printable name without {@code =} is taken. */
    private static final int RELAXED = 32;

    private EnvNameRule() {}

    /**
     * Returns the variables that a cluster does not take.
     *
     * @param server tells the version of the cluster; asked only where it matters
     */
    static List<EnvVar> refused(List<EnvVar> env, Supplier<String> server) {
        List<EnvVar> strange = strange(env);
        boolean relaxed =
                strange.isEmpty() || KubernetesVersion.minor(server.get()).orElse(RELAXED) >= RELAXED;
        return relaxed ? List.of() : strange;
    }

    /** Returns a command that has these variables besides those of its container; the same one where there are none. */
    static List<String> having(List<EnvVar> variables, List<String> argv) {
        if (variables.isEmpty()) {
            return argv;
        }
        List<String> command = new ArrayList<>(List.of("env"));
        variables.forEach(variable -> command.add(variable.name() + "=" + variable.value()));
        command.addAll(argv);
        return command;
    }

    /** Returns a command that has those of a container's variables that some cluster does not take, whichever it is. */
    public static List<String> havingAll(List<String> env, List<String> argv) {
        return having(strange(variables(env)), argv);
    }

    /**
     * Returns those entries of a container's variables that a cluster has not taken, so that only its main process has them.
     *
     * @param server tells the version of the cluster; asked only where it matters
     */
    public static List<String> missing(List<String> env, Supplier<String> server) {
        return refused(variables(env), server).stream()
                .map(variable -> variable.name() + "=" + variable.value())
                .toList();
    }

    private static List<EnvVar> variables(List<String> env) {
        return env.stream()
                .filter(entry -> entry.indexOf('=') > 0)
                .map(entry ->
                        new EnvVar(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1)))
                .toList();
    }

    private static List<EnvVar> strange(List<EnvVar> env) {
        return env.stream().filter(variable -> !TAKEN.test(variable.name())).toList();
    }
}
