package io.d2k.domain.container.rule;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a shell does to the variables of what it becomes. */
public final class ShellVariableRule {
    /** Takes away what shells add to the environment, and Docker does not. */
    public static final String CLEAR = "unset PWD OLDPWD; [ \"$SHLVL\" != 1 ] || unset SHLVL; ";

    /** Variables that dash, BusyBox' ash or bash do not hand on as they were given, besides those that begin with BASH. */
    private static final Set<String> OF_SHELL = Set.of(
            "_",
            "COMP_WORDBREAKS",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "HISTCMD",
            "IFS",
            "LINENO",
            "OLDPWD",
            "OPTERR",
            "OPTIND",
            "POSIXLY_CORRECT",
            "PPID",
            "PS1",
            "PS2",
            "PS4",
            "PWD",
            "RANDOM",
            "SHELLOPTS",
            "SHLVL",
            "SRANDOM");

    /** Names that shells know; others they may not hand on. */
    private static final Predicate<String> NAMES =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*").asMatchPredicate();

    private ShellVariableRule() {}

    /** Returns whether a shell hands a variable of that name on as it was given. */
    public static boolean handedOn(String name) {
        return NAMES.test(name) && !OF_SHELL.contains(name) && !name.startsWith("BASH");
    }
}
