package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.rule.ImageShellRule;
import java.util.Set;

/**
 * Whose process can begin by the image's shell though nobody waits for it. Whether the command is there would show too late then:
 * a node may tell of the shell as running a moment before it finds none.
 */
final class SureCommandRule {
    /** What GNU coreutils and every BusyBox have, and so images that run commands by a shell. */
    private static final Set<String> UTILITIES = Set.of(
            "basename",
            "cat",
            "chgrp",
            "chmod",
            "chown",
            "cp",
            "cut",
            "date",
            "dd",
            "df",
            "dirname",
            "du",
            "echo",
            "env",
            "expr",
            "false",
            "head",
            "id",
            "ln",
            "ls",
            "mkdir",
            "mktemp",
            "mv",
            "printf",
            "pwd",
            "readlink",
            "rm",
            "rmdir",
            "sleep",
            "sort",
            "stat",
            "tail",
            "tee",
            "test",
            "touch",
            "tr",
            "true",
            "uname",
            "uniq",
            "wc",
            "yes");

    private SureCommandRule() {}

    /** Returns whether the image surely has a shell and the command: where {@link OutputGateRule#holds} is true. */
    static boolean sure(ContainerRecord record) {
        EffectiveConfig config = ContainerViews.config(record);
        String program = config.argv().getFirst();
        boolean shell = program.equals(ExecCommandRule.SHELL) || program.equals("sh");
        return (shell || UTILITIES.contains(program))
                && record.image()
                        .filter(facts -> ImageShellRule.hasShell(facts, config.argv()))
                        .isPresent();
    }
}
