package io.d2k.domain.engine;

import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.exec.ExecSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A second process, beside one that takes input, which holds its streams open as well. Nodes need that twice:
 *
 * <ul>
 *   <li>They tell of the end of a process only once they have got rid of the input that they had taken for it. containerd's
 *       shim writes that into a pipe of which it holds both ends, so that, when the process has ended with the pipe full, it
 *       waits for ever. The guard tells of the end, and reads what is left.
 *   <li>They end the input where an output ends, as of {@code sh -c 'cat >file'}, whose shell becomes cat with another
 *       output: what comes after that is lost, and the exit code is 0. As long as the guard holds the output it does not end.
 *       It has to be there before, so such commands wait for it.
 * </ul>
 *
 * <p>It finds the process in {@code /proc}, so the process itself runs as ever: it has neither a shell for its parent nor a
 * child that it does not know. The guard holds the output until all input is read, since input still on its way would break
 * the connection on which the exit code comes.
 */
final class InputGuardRule {
    /**
     * The guard says so of a process that runs already, and waits for a line of input: one that is still looking when its
     * process is over finds the next one with the same arguments, and has to leave that alone.
     */
    static final byte FOUND = '?';

    /** The guard says so when it holds the streams of the process. */
    static final byte HOLDS = '+';

    /** The guard says so when the process has ended, and from then on reads its input, to its end. */
    static final byte ENDED = '-';

    /** How often a process is looked for: for some two seconds, in which a runtime has made of itself what it is to run. */
    private static final int TRIES = 65;

    /**
     * Processes that were not begun by others of the container have the parent 0. A name decides which of them it is; where
     * the process has none, it has to be the only one there is, or the only one with these arguments: to guard another's
     * would end the wrong input, and waiting will not tell equal ones apart.
     */
    private static final String FIND = "r=$1 q=$2 t=$3; shift 3; w=$(printf '%s\\n' \"$@\"); "
            + "find() { f= a= n=0 m=0; for d in $r/[0-9]*; do "
            + "[ $d != $r/1 ] && [ $d != $r/$$ ] || continue; "
            + "p=; while read -r k v; do [ \"$k\" != PPid: ] || { p=$v; break; }; done 2>/dev/null <$d/status; "
            + "[ \"$p\" = 0 ] || continue; n=$((n+1)) a=$d; c=$(tr '\\000' '\\n' 2>/dev/null <$d/cmdline); "
            + "if [ -n \"$t\" ]; then case $c in *\"$t\"*) m=$((m+1)) f=$d;; esac; "
            + "elif [ \"$c\" = \"$w\" ]; then m=$((m+1)) f=$d; fi; done; "
            + "[ $m = 1 ] || f=; [ $n != 1 ] || [ -n \"$t\" ] || f=$a; [ -n \"$f\" ] && [ -p $f/fd/0 ]; }; ";

    /** A process that has run for ten seconds may run for hours. */
    private static final String NAP =
            "i=0; nap() { i=$((i+1)); s=0.1; [ $i -gt 50 ] || s=0.02; [ $i -lt 150 ] || s=0.5; "
                    + "sleep $s 2>/dev/null || sleep 1; }; ";

    /**
     * Opening for appending changes no file, should the output have become one in between. Where an output is another at the
     * moment, as while a shell runs {@code head >/dev/null} in itself, the shell has the first one from 10 on.
     */
    private static final String HOLD = "hold() { eval \"exec $n>>$f/fd/$o\"; n=$((n+1)); }; "
            + "kept() { while read -r k v; do case $k$v in flags:*1) return 0;; esac; done 2>/dev/null <$f/fdinfo/$o; return 1; }; ";

    private static final String GUARD =
            "guard() { n=4 p=; for o in 1 2; do if [ -p $f/fd/$o ]; then hold; else p=1; fi; done; "
                    + "[ -z \"$p\" ] || for o in 10 11 12; do if [ -p $f/fd/$o ] && kept; then hold; fi; done; "
                    + "printf +; i=0; while [ -d $f ]; do nap; done; printf -- -; cat >/dev/null; }; ";

    private static final String SCRIPT = "for x in tr cat sleep; do command -v $x >/dev/null || exit 1; done; "
            + FIND
            + NAP
            + HOLD
            + GUARD
            + "j=0; while [ $i -lt $q ] && [ $j -lt 10 ]; do if find; then "
            + "[ -n \"$t\" ] || { printf '?'; read -r x || exit 0; }; guard <$f/fd/0; exit; fi; "
            + "[ $m -lt 2 ] || j=$((j+1)); nap; done";

    private InputGuardRule() {}

    /** Returns the argument vector of the guard of a process that runs already. */
    static List<String> late(ExecSpec guarded) {
        List<String> command = guard("/proc", TRIES, "");
        command.addAll(guarded.cmd());
        return ExecCommandRule.asUserOf(guarded, command);
    }

    /** Returns that of the guard of a process that waits for it ({@link ExecCommandRule#waiting}). */
    static List<String> early(String name) {
        return guard("/proc", TRIES, name);
    }

    /** Returns that of one that looks for its process in another directory, as tests have it. */
    static List<String> guard(String proc, int tries, String name) {
        return new ArrayList<>(
                List.of("/bin/sh", "-c", SCRIPT, TopRule.OWN_GUARD, proc, Integer.toString(tries), name));
    }
}
