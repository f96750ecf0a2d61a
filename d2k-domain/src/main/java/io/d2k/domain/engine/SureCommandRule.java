package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.rule.ImageShellRule;
import io.d2k.domain.image.ImageConfig;
import java.util.Set;
import java.util.stream.Stream;

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

    /** Where every {@code PATH} leads. */
    private static final Set<String> SYSTEM = Set.of("/bin/", "/usr/bin/");

    private SureCommandRule() {}

    /** Returns whether the image surely has a shell and the command: where {@link OutputGateRule#holds} is true. */
    static boolean sure(ContainerRecord record) {
        EffectiveConfig config = ContainerViews.config(record);
        String program = config.argv().getFirst();
        boolean everywhere =
                program.equals(ExecCommandRule.SHELL) || program.equals("sh") || UTILITIES.contains(program);
        return record.image()
                .filter(facts -> everywhere || isOwn(facts.config(), program))
                .filter(facts -> ImageShellRule.hasShell(facts, config.argv()))
                .isPresent();
    }

    /** Returns whether an image that is told no command begins by that program, as Ubuntu's by {@code bash}. */
    private static boolean isOwn(ImageConfig image, String program) {
        return Stream.concat(image.entrypoint().stream(), image.cmd().stream())
                .limit(1)
                .anyMatch(own ->
                        own.equals(program) || SYSTEM.stream().anyMatch(directory -> own.equals(directory + program)));
    }
}
