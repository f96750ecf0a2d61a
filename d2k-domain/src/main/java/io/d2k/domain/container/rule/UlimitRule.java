package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.Ulimit;
import io.d2k.domain.image.ImageFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code --ulimit}: Kubernetes gives processes the limits of the node's runtime. The image's own shell sets others, as far as
 * a process may, and becomes the command.
 */
public final class UlimitRule {
    private static final String SHELL = "/bin/sh";
    private static final int HALF_KIB = 512;
    private static final int KIB = 1024;

    /** How shells call a limit, and in how many bytes they count it. */
    private record Option(String flags, int unit) {}

    /** Shells differ over two of them, so one flag after the other is tried. */
    private static final Map<String, Option> OPTIONS = Map.ofEntries(
            Map.entry("core", new Option("c", HALF_KIB)),
            Map.entry("cpu", new Option("t", 1)),
            Map.entry("data", new Option("d", KIB)),
            Map.entry("fsize", new Option("f", HALF_KIB)),
            Map.entry("locks", new Option("x w", 1)),
            Map.entry("memlock", new Option("l", KIB)),
            Map.entry("msgqueue", new Option("q", 1)),
            Map.entry("nice", new Option("e", 1)),
            Map.entry("nofile", new Option("n", 1)),
            Map.entry("nproc", new Option("u p", 1)),
            Map.entry("rss", new Option("m", KIB)),
            Map.entry("rtprio", new Option("r", 1)),
            Map.entry("rttime", new Option("R", 1)),
            Map.entry("sigpending", new Option("i", 1)),
            Map.entry("stack", new Option("s", KIB)));

    /**
     * Takes a flag, a soft and a hard limit. A soft limit above the hard one has to wait for that, and goes up to it where it
     * stays; a hard one below the soft one has to come second.
     */
    private static final String SET = "d2k_l() { ulimit -S -$1 $2 || ulimit -S -$1 $(ulimit -H -$1);"
            + " ulimit -H -$1 $3; ulimit -S -$1 $2; } 2>/dev/null; ";

    private UlimitRule() {}

    /** Tells what of the limits may not come about. */
    static void judge(ContainerSpec spec, EffectiveConfig config, Optional<ImageFacts> image, Warnings warnings) {
        List<Ulimit> limits = spec.resources().ulimits();
        if (limits.isEmpty()) {
            return;
        }
        if (!settable(config, image)) {
            warnings.add("Kubernetes has no ulimits, and the image is not known to have a shell that could set "
                    + names(limits) + ". The node's own limits hold.");
            return;
        }
        List<Ulimit> unknown =
                limits.stream().filter(l -> !OPTIONS.containsKey(l.name())).toList();
        if (!unknown.isEmpty()) {
            warnings.add("No shell knows the ulimit " + names(unknown) + ". It was ignored.");
        }
        List<Ulimit> known =
                limits.stream().filter(l -> OPTIONS.containsKey(l.name())).toList();
        if (!known.isEmpty()) {
            warnings.add("Kubernetes has no ulimits. The image's shell sets " + names(known)
                    + " for the container's process, as far as the node's hard limits let it.");
        }
    }

    /**
     * Returns a command that sets the limits of its container and becomes another; that one where there are none, or nothing
     * to set them.
     *
     * @param argv the process, not empty
     */
    public static List<String> under(
            ContainerSpec spec, EffectiveConfig config, Optional<ImageFacts> image, List<String> argv) {
        String script = script(spec.resources().ulimits());
        if (script.isEmpty() || !settable(config, image)) {
            return argv;
        }
        List<String> command = new ArrayList<>(
                List.of(SHELL, "-c", ShellVariableRule.CLEAR + script + "exec \"$@\"", TopRule.OWN_SHELL));
        List<String> lost = config.env().stream()
                .filter(e -> e.indexOf('=') > 0 && !ShellVariableRule.handedOn(e.substring(0, e.indexOf('='))))
                .toList();
        if (!lost.isEmpty()) {
            command.add("env");
            command.addAll(lost);
        }
        command.addAll(argv);
        return command;
    }

    /** Returns what a shell does to set limits, and leaves nothing behind; empty for none. */
    public static String script(List<Ulimit> limits) {
        String each = limits.stream()
                .filter(l -> OPTIONS.containsKey(l.name()))
                .map(UlimitRule::line)
                .collect(Collectors.joining());
        return each.isEmpty() ? "" : SET + each + "unset -f d2k_l; ";
    }

    private static String line(Ulimit limit) {
        Option option = OPTIONS.get(limit.name());
        String values = " " + value(limit.soft(), option.unit()) + " " + value(limit.hard(), option.unit());
        return Stream.of(option.flags().split(" "))
                        .map(flag -> "d2k_l " + flag + values)
                        .collect(Collectors.joining(" || "))
                + "; ";
    }

    private static String value(long limit, int unit) {
        return limit < 0 ? "unlimited" : Long.toString(limit / unit);
    }

    private static boolean settable(EffectiveConfig config, Optional<ImageFacts> image) {
        return !config.argv().isEmpty()
                && image.filter(facts -> ImageShellRule.hasShell(facts, config.argv()))
                        .isPresent();
    }

    private static String names(List<Ulimit> limits) {
        return limits.stream().map(Ulimit::name).collect(Collectors.joining(", "));
    }
}
