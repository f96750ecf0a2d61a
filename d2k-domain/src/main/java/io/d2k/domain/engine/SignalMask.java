package io.d2k.domain.engine;

import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.container.rule.TopRule;
import java.util.List;

/**
 * Which signals the first process of a container gets, by what the kernel says of it (proc(5), status). That process gets only
 * those that it catches, or blocks to fetch them itself: pid_namespaces(7).
 */
final class SignalMask {
    /** Says the two masks of the first process, each on a line. */
    static final List<String> COMMAND = List.of(
            ExecCommandRule.SHELL,
            "-c",
            "while read -r k v; do case $k in SigBlk:|SigCgt:) echo \"$v\";; esac; done </proc/1/status",
            TopRule.OWN_GUARD);

    private static final int HEXADECIMAL = 16;

    private SignalMask() {}

    /** Returns whether a process of these masks gets a signal; one that nothing was said of counts as if it did. */
    static boolean gets(String said, Signal signal) {
        List<String> masks = said.lines().map(String::strip).toList();
        try {
            return masks.size() < 2
                    || masks.stream()
                            .anyMatch(mask ->
                                    (Long.parseUnsignedLong(mask, HEXADECIMAL) >>> signal.number() - 1 & 1) == 1);
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
