package io.d2k.domain.engine;

import io.d2k.domain.container.rule.ImageShellRule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a command may do to its streams, as far as its arguments tell: shells are looked at, and {@code dd}. */
final class ShellCommandRule {
    /** Programs that run a command by the shell of a user. */
    private static final Set<String> SWITCHES = Set.of("su", "runuser");

    private static final Pattern REDIRECTION = Pattern.compile(">");
    /** The file that {@code dd} writes becomes its standard output, in the GNU one and in BusyBox's. */
    private static final Pattern DD = Pattern.compile("(?:^|[^\\w.-])dd\\s(?:[^;|&]*\\s)?['\"]?of=");

    private static final Pattern BACKGROUND = Pattern.compile("(?<![&<>|])&(?![&>])");
    /** Scripts by their names, and what starts services by them. */
    private static final Pattern SCRIPT =
            Pattern.compile("\\.(?:ba)?sh(?![\\w.-])|(?:^|/)init\\.d/|(?:^|[\\s/;&|(])service\\s");

    private static final Pattern COMMAND_FLAG = Pattern.compile("-[A-Za-z]*c[A-Za-z]*");

    private ShellCommandRule() {}

    /**
     * Returns whether a command may well give the process another output: a shell whose command names a redirection, or
     * comes from elsewhere, or {@code dd} to a file, whoever runs it.
     */
    static boolean mayReplaceOutput(List<String> command) {
        return commandedFromElsewhere(command)
                || says(command, REDIRECTION)
                || DD.matcher(String.join(" ", command)).find();
    }

    /**
     * Returns whether a command may well leave processes behind that hold its output: a shell that runs some beside itself,
     * or whose commands come from elsewhere, as from a file or by the input; and scripts, as far as names tell.
     */
    static boolean mayLeaveProcesses(List<String> command) {
        return commandedFromElsewhere(command)
                || says(command, BACKGROUND)
                || says(command, SCRIPT)
                || command.stream()
                        .limit(1)
                        .anyMatch(program -> SCRIPT.matcher(program + " ").find());
    }

    private static boolean commandedFromElsewhere(List<String> command) {
        return runs(command, ImageShellRule.SHELLS) && command.stream().noneMatch(COMMAND_FLAG.asMatchPredicate());
    }

    private static boolean says(List<String> command, Pattern word) {
        return (runs(command, ImageShellRule.SHELLS) || runs(command, SWITCHES))
                && command.stream().anyMatch(word.asPredicate());
    }

    private static boolean runs(List<String> command, Set<String> programs) {
        Predicate<String> named = a -> programs.contains(a.substring(a.lastIndexOf('/') + 1));
        return command.stream().anyMatch(named);
    }
}
