package io.d2k.domain.engine;

import io.d2k.domain.container.rule.Signal;
import java.util.List;

/** What the image's shell is asked to do to send a signal to the main process of its container. */
final class SignalScript {
    /**
     * Finds the main process where the pod's pause process is the first of all ({@code --init}): like what is begun by exec
     * it has no parent in the namespace, and it is the eldest of these. {@code $1} is where processes are shown.
     */
    static final String FIND = """
            m=
            for d in "$1"/[0-9]*; do
              p=${d##*/}
              [ "$p" -gt 1 ] && [ "$p" != $$ ] || continue
              while read -r k v; do
                case $k$v in PPid:0) [ -z "$m" ] || [ "$p" -lt "$m" ] && m=$p ;; esac
              done 2>/dev/null <"$d/status"
            done
            """;

    /** Stays for a moment, in which a process that ends by the signal takes the shell down with it. */
    static final String LOOK = " && { sleep 0.1; :; } 2>/dev/null";

    private SignalScript() {}

    /**
     * Returns the command.
     *
     * @param init whether the container was asked to have an init process, which is the pod's own
     * @param before a command of the shell that comes first; empty for none
     * @param after one that comes when the signal has been sent; empty for none
     */
    static List<String> command(Signal signal, boolean init, String before, String after) {
        String kill = "kill -" + signal.number() + " ";
        return init
                ? List.of(
                        "/bin/sh",
                        "-c",
                        before + FIND + "[ -n \"$m\" ] && " + kill + "\"$m\"" + after,
                        "d2k-signal",
                        "/proc")
                : List.of("/bin/sh", "-c", before + kill + "1" + after);
    }
}
