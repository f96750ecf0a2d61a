package io.d2k.domain.engine;

import io.d2k.domain.exec.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A second process beside one that takes much input. Nodes tell of the end of a process only once they have got rid of the
 * input that they had taken for it. containerd's shim writes that into a pipe of which it holds both ends, so that, when
 * the process has ended with the pipe full, it waits for ever. The guard therefore holds the process's streams open, too,
 * tells of its end, and reads what is left. It finds the process in {@code /proc}, so the process itself runs as ever.
 *
 * <p>The node takes the process for over once its output is, so the guard holds that as well until all input is read:
 * otherwise input still on its way would break the connection on which the exit code comes.
 */
final class InputGuardRule {
    /** The guard says so when it holds the streams of the process. */
    static final byte HOLDS = '+';

    /** The guard says so when the process has ended, and from then on reads its input, to its end. */
    static final byte ENDED = '-';

    /**
     * Processes that were not begun by others of the container have the parent 0. Where there are several, it has to be the
     * only one with these arguments: to guard another one's would end the wrong input. A process that is still the
     * runtime's has neither.
     */
    private static final String FIND = "r=$1; shift; w=$(printf '%s\\n' \"$@\"); "
            + "find() { f= a= n=0 m=0; for d in $r/[0-9]*; do "
            + "[ $d != $r/1 ] && [ $d != $r/$$ ] || continue; "
            + "p=; while read -r k v; do [ \"$k\" != PPid: ] || { p=$v; break; }; done 2>/dev/null <$d/status; "
            + "[ \"$p\" = 0 ] || continue; n=$((n+1)) a=$d; "
            + "[ \"$(tr '\\000' '\\n' 2>/dev/null <$d/cmdline)\" != \"$w\" ] || { m=$((m+1)) f=$d; }; done; "
            + "[ $m = 1 ] || f=; [ $n != 1 ] || f=$a; [ -n \"$f\" ] && [ -p $f/fd/0 ]; }; ";

    private static final String NAP = "nap() { sleep 0.1 2>/dev/null || sleep 1; }; ";

    /** Opening for appending changes no file, should the output have become one in between. */
    private static final String GUARD = "guard() { for o in 1 2; do if [ -p $f/fd/$o ]; then case $o in "
            + "1) exec 4>>$f/fd/1;; 2) exec 5>>$f/fd/2;; esac; fi; done; "
            + "printf +; while [ -d $f ]; do nap; done; printf -- -; cat >/dev/null; }; ";

    private static final String SCRIPT = "for t in tr cat sleep; do command -v $t >/dev/null || exit 1; done; "
            + FIND
            + NAP
            + GUARD
            + "i=0; while [ $i -lt 20 ]; do if find; then guard <$f/fd/0; exit; fi; nap; i=$((i+1)); done";

    private InputGuardRule() {}

    /** Returns the argument vector of the guard of a process, which runs as the same user. */
    static List<String> command(ExecSpec guarded) {
        return command(guarded, "/proc");
    }

    /** Returns the argument vector of one that looks for its process in another directory, as tests have it. */
    static List<String> command(ExecSpec guarded, String proc) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "d2k-guard", proc));
        command.addAll(guarded.cmd());
        return ExecCommandRule.translate(new ExecSpec(
                command, List.of(), "", guarded.user(), false, false, true, false, false, "", Optional.empty()));
    }
}
