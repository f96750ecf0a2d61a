package io.d2k.domain.engine;

import io.d2k.domain.container.rule.ShellVariableRule;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kubernetes' exec takes a command and nothing else: environment, directory and user are set by the image's own shell,
 * which then becomes the command.
 */
final class ExecCommandRule {
    /** The exit code of a process that could not be begun, as Docker reports it. */
    static final int CANNOT_START = 126;

    /** The shell that does it. */
    static final String SHELL = "/bin/sh";

    /** Becomes the command; with the sign before, so that whoever reads the output knows that it has begun. */
    private static final String BEGIN = "b() { exec \"$@\"; }; ";

    private static final String ANNOUNCE = "b() { printf '\\000'; exec \"$@\"; }; ";

    /** Becomes the command after a line of input, of which nothing more is read. */
    private static final String WAIT = "b() { read -r d2k_go; unset d2k_go; printf '\\000'; exec \"$@\"; }; ";

    /**
     * Runs the command, with the sign before and the mark behind. A shell in between becomes the command, so that none of
     * its own commands is taken for a program. What shells say of processes that a signal ended is not the command's. The
     * streams stay open until the command has ended, and what it has not read is read then ({@link InputGuardRule} says why).
     */
    private static final String MARK = "b() { printf '\\000'; exec 3>&2 2>/dev/null; ( exec \"$@\" 2>&3 3>&- ); r=$?; "
            + "printf '\\000WORD:%d\\n' $r; cat >/dev/null || while read -r d2k_go; do :; done; exit $r; }; ";

    /**
     * Runs the command, with the sign before, on the reading end of a pipe. Whoever is to write finds the other end by WORD
     * and as number 9, where it stays until a line of input tells that this has been done. The mark is behind, as in MARK.
     */
    private static final String RELAY = ": WORD; b() { exec 3>&2 2>/dev/null; { exec 9>&1 3>&-; read -r d2k_go; } | "
            + "{ printf '\\000'; exec \"$@\" 2>&3 3>&-; }; r=$?; printf '\\000WORD:%d\\n' $r; exit $r; }; ";

    /** The runtime's words and place for a process that could not be begun. */
    private static final String FAIL = "f() { printf 'OCI runtime exec failed: exec failed: unable to start container"
            + " process: %s: unknown%s\\r\\n' \"$1\" \"$2\"; exit " + CANNOT_START + "; }; ";

    /** Fails, by function {@code f}, where the command is none; what the shell itself can do is none. */
    static final String CHECK = "c() { case $1 in "
            + "*/*) [ -e \"$1\" ] || f \"exec: \\\"$1\\\": stat $1: no such file or directory\"; "
            + "[ ! -d \"$1\" ] || f \"exec: \\\"$1\\\": is a directory\" ': permission denied'; "
            + "[ -x \"$1\" ] || f \"exec: \\\"$1\\\": permission denied\";; "
            + "*) ( IFS=:; set -f; for d in $PATH; do [ ! -f \"${d:-.}/$1\" ] || [ ! -x \"${d:-.}/$1\" ] || exit 0; done;"
            + " exit 1 ) || f \"exec: \\\"$1\\\": executable file not found in \\$PATH\";; esac; }; ";

    /** Enters directory {@code $1}. */
    private static final String ENTER = "cd -- \"$1\" 2>/dev/null || { "
            + "if [ -d \"$1\" ]; then r='permission denied'; "
            + "elif [ -e \"$1\" ]; then r='not a directory'; else r='no such file or directory'; fi; "
            + "f \"chdir to cwd (\\\"$1\\\") set in config.json failed: $r\"; }; shift; ";

    /** Where the directory is no absolute path. */
    private static final String RELATIVE = "printf 'OCI runtime exec failed: exec failed: Cwd must be an absolute path:"
            + " unknown\\r\\n'; exit " + CANNOT_START + "; ";

    /**
     * Gives the user {@code $u} the streams, as runc does, so that {@code /dev/stdout} can be opened. The shell's own stay
     * where they are: busybox runs chown without forking, and then what the error stream leads to would be the user's.
     */
    private static final String OWN = "for i in 0 1 2; do if [ -p /proc/$$/fd/$i ] || [ -t $i ]; then "
            + "( chown \"$u\" /proc/$$/fd/$i ) 2>/dev/null; fi; done; ";

    /**
     * Finds what user {@code $1} ({@code uid}, {@code uid:gid} or names) stands for: {@code u} and {@code g}, {@code e} as
     * its entry, and {@code l} as all groups, which are those of the entry's name {@code a} where no group was asked for.
     */
    private static final String USER = "u=$1; shift; g=; case $u in *:*) g=${u#*:}; u=${u%%:*};; esac; u=${u:-0}; "
            + "n() { printf 'unable to find %s %s: no matching entries in %s file\\r\\n' \"$@\"; exit " + CANNOT_START
            + "; }; "
            + "o() { case ${1#-} in ''|*[!0-9]*) return;; esac; case $1 in -*) ;; *) [ ${#1} -gt 10 ] || "
            + "[ \"$1\" -gt 2147483647 ] || return;; esac; printf 'uids and gids must be in range 0-2147483647\\r\\n'; "
            + "exit " + CANNOT_START + "; }; "
            + "e=$(grep -E \"^($u:|[^:]*:[^:]*:$u:)\" /etc/passwd 2>/dev/null | head -n 1); "
            + "[ -n \"$e\" ] || o \"$u\"; case $u in *[!0-9]*) [ -n \"$e\" ] || n user \"$u\" passwd;; esac; "
            + "a=; [ -n \"$g\" ] || a=${e%%:*}; "
            + "[ -z \"$e\" ] || { r=${e#*:*:}; u=${r%%:*}; r=${r#*:}; [ -n \"$g\" ] || g=${r%%:*}; }; "
            + "o \"$g\"; case $g in *[!0-9]*) i=$(grep \"^$g:\" /etc/group 2>/dev/null | head -n 1 | cut -d: -f3); "
            + "[ -n \"$i\" ] || n group \"$g\" group; g=$i;; esac; "
            + "l=${g:=0}; [ -z \"$a\" ] || [ ! -r /etc/group ] || while IFS=: read -r r r i m; do "
            + "case ,$m, in *,\"$a\",*) l=$l,$i;; esac; done </etc/group; ";

    /** Gives the user its home, where the one that there is comes from the runtime and not from somebody who set it. */
    private static final String HOME = "m() { r=$(printf %s \"$1\" | cut -d: -f6); printf %s \"${r:-/}\"; }; "
            + "if [ \"$HOME\" = \"$(m \"$(grep \"^[^:]*:[^:]*:$(id -u):\" /etc/passwd 2>/dev/null | head -n 1)\")\" ]; "
            + "then HOME=$(m \"$e\"); export HOME; fi; ";

    /** Becomes the command as that user, by whatever tool the image has; of BusyBox' tools {@code su} alone knows groups. */
    private static final String BECOME =
            "if [ \"$u\" = \"$(id -u)\" ] && [ \"$g\" = \"$(id -g)\" ]; then b \"$@\"; fi; "
                    + OWN
                    + "if setpriv --reuid 0 true 2>/dev/null; then b setpriv --reuid \"$u\" --regid \"$g\""
                    + " --groups \"$l\" -- \"$@\"; fi; "
                    + "if [ -n \"$a\" ] && su --help 2>&1 | grep -q BusyBox && su -m -s " + SHELL
                    + " -c true -- \"$a\" 2>/dev/null; then b su -m -s " + SHELL + " -c '" + ShellVariableRule.CLEAR
                    + "exec \"$@\"' -- \"$a\" " + TopRule.OWN_SHELL + " \"$@\"; fi; "
                    + "if nsenter -S 0 -G 0 true 2>/dev/null; then b nsenter -S \"$u\" -G \"$g\" \"$@\"; fi; "
                    + "if command -v chpst >/dev/null 2>&1; then b chpst -u \"$u:$g\" \"$@\"; fi; "
                    + "if chroot --userspec=0:0 / true 2>/dev/null; then b chroot --userspec=\"$u:$g\" --groups=\"$l\" / \"$@\"; fi; "
                    + "if [ \"$(id -u)\" = 0 ]; then r='the image has no tool to change the user'; "
                    + "else r='Kubernetes starts further processes as the user of the container, which only root may change'; "
                    + "fi; printf '%s\\r\\n' \"$r\"; exit " + CANNOT_START;

    private ExecCommandRule() {}

    /** Returns the argument vector that does what the spec says. */
    static List<String> translate(ExecSpec spec) {
        if (spec.env().isEmpty() && spec.workingDir().isEmpty() && spec.user().isEmpty()) {
            return spec.cmd();
        }
        return script(spec, BEGIN, TopRule.OWN_SHELL);
    }

    /** Returns an argument vector that does the same, and says by one byte of output that the command is about to run. */
    static List<String> announced(ExecSpec spec) {
        return script(spec, ANNOUNCE, TopRule.OWN_SHELL);
    }

    /** Returns one that does so at a terminal of that size, which a node would tell only after the command has begun. */
    static List<String> announced(ExecSpec spec, TerminalSize size) {
        return script(spec, sized(size) + ANNOUNCE, TopRule.OWN_SHELL);
    }

    /** Returns what gives the terminal of a shell a size, where the image has the tool for it. */
    static String sized(TerminalSize size) {
        return "stty rows " + size.height() + " cols " + size.width() + " 2>/dev/null; ";
    }

    /**
     * Returns one that does so after a line of input.
     *
     * @param name by which the process can be told from others until then
     */
    static List<String> waiting(ExecSpec spec, String name) {
        return script(spec, WAIT, name);
    }

    /**
     * Returns one that does so and tells the exit code at the end of its output by a {@link #mark}, a line feed behind it.
     *
     * @param word of letters and digits, by which nothing else is told
     */
    static List<String> marked(ExecSpec spec, String word) {
        return script(spec, MARK.replace("WORD", word), TopRule.OWN_SHELL);
    }

    /**
     * Returns one that does so, with the {@link #mark} as well, and whose input is what another process writes into a pipe
     * ({@link InputRelayRule}).
     *
     * @param word of letters and digits, by which nothing else is told
     */
    static List<String> relayed(ExecSpec spec, String word) {
        return script(spec, RELAY.replace("WORD", word), TopRule.OWN_SHELL);
    }

    /** Returns what stands in the output before the exit code. */
    static String mark(String word) {
        return "\0" + word + ":";
    }

    /** Returns an argument vector that runs a command as the user for whom a spec asks. */
    static List<String> asUserOf(ExecSpec spec, List<String> command) {
        return translate(new ExecSpec(
                command, List.of(), "", spec.user(), false, false, true, false, false, "", Optional.empty()));
    }

    /**
     * Returns whether it is for want of a shell, of which the client has not asked, that a command could not be begun.
     *
     * @param words what was said instead of a sign
     */
    static boolean lacksShell(ExecSpec spec, String words) {
        return words.contains("\"" + SHELL + "\"") && translate(spec).equals(spec.cmd());
    }

    /** Returns what a detached start fails with: the engine blames the client for what its runtime says, and no one for users. */
    static EngineException refusal(String words) {
        boolean user = words.startsWith("unable to find ") || words.startsWith("uids and gids ");
        return user ? EngineException.internal(words) : EngineException.invalid(words);
    }

    /**
     * Returns what was said of a command that could not be begun; where that is for want of the shell that sets what the
     * client has asked for, it is told so, since the client knows of no shell.
     */
    static String explained(ExecSpec spec, String words) {
        boolean ours = words.contains("exec: \"" + SHELL + "\": stat")
                && !translate(spec).equals(spec.cmd());
        return ours
                ? words.stripTrailing()
                        + ": directory, user and variables of an exec are set by a shell, which the image"
                        + " does not have\r\n"
                : words;
    }

    private static List<String> script(ExecSpec spec, String begin, String processName) {
        // positional parameters carry every text of the client, so that no shell reads it
        StringBuilder script = new StringBuilder(FAIL + CHECK + begin);
        List<String> parameters = new ArrayList<>();
        if (!spec.workingDir().isEmpty()) {
            script.append(spec.workingDir().startsWith("/") ? ENTER : RELATIVE);
            parameters.add(spec.workingDir());
        }
        script.append(ShellVariableRule.CLEAR);
        for (String entry : spec.env()) {
            int eq = entry.indexOf('=');
            String name = eq < 0 ? entry : entry.substring(0, eq);
            if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                script.append(eq < 0 ? "unset " + name + "; " : "export " + name + "=\"$1\"; shift; ");
                Stream.of(entry)
                        .filter(e -> eq >= 0)
                        .map(e -> e.substring(eq + 1))
                        .forEach(parameters::add);
            }
        }
        if (spec.user().isEmpty()) {
            script.append("c \"$1\"; b \"$@\"");
        } else {
            script.append("c \"$2\"; ")
                    .append(USER)
                    .append(names(spec, "HOME") ? "" : HOME)
                    .append(BECOME);
            parameters.add(spec.user());
        }
        List<String> command = new ArrayList<>(List.of(SHELL, "-c", script.toString(), processName));
        command.addAll(parameters);
        command.addAll(spec.cmd());
        return command;
    }

    private static boolean names(ExecSpec spec, String variable) {
        return spec.env().stream().anyMatch(e -> e.equals(variable) || e.startsWith(variable + "="));
    }
}
