package io.d2k.domain.engine;

import io.d2k.domain.container.rule.TopRule;
import java.util.List;

/**
 * A second process that carries the input of another one, on nodes which cannot tell a process that its input has ended while
 * its output goes on (Kubernetes before 1.30). They do end the input of a process whose output nobody listens to any more,
 * which this one can do without: so the end of its input is the end of the other's. What the other does not read stays
 * here, too, where it breaks no connection on which an exit code comes.
 */
final class InputRelayRule {
    /** The relay says so when it has the pipe ({@link ExecCommandRule#relayed}). */
    static final byte HOLDS = '+';

    /** How often the pipe is looked for: for some ten seconds, in which a runtime has begun the other process. */
    private static final int TRIES = 200;

    /**
     * The relay keeps its own output, since nodes end the input with it; what the pipe does not take any more it reads and
     * drops.
     */
    private static final String SCRIPT = "for x in tr cat sleep; do command -v $x >/dev/null || exit 1; done; i=0; "
            + "while [ $i -lt $2 ]; do i=$((i+1)); for d in $1/[0-9]*; do [ -p $d/fd/9 ] || continue; "
            + "case $(tr '\\000' '\\n' 2>/dev/null <$d/cmdline) in *\"$3\"*) exec 3>&1 >>$d/fd/9; printf + >&3; "
            + "cat; exec >&3; cat >/dev/null; exit;; esac; done; sleep 0.05 2>/dev/null || sleep 1; done; exit 1";

    private InputRelayRule() {}

    /** Returns the argument vector of the relay of the process that goes by a word. */
    static List<String> command(String word) {
        return command("/proc", TRIES, word);
    }

    /** Returns that of one that looks for it in another directory, as tests have it. */
    static List<String> command(String proc, int tries, String word) {
        return List.of("/bin/sh", "-c", SCRIPT, TopRule.OWN_GUARD, proc, Integer.toString(tries), word);
    }
}
