package io.d2k.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code d2k completion bash|zsh}: a script by which a shell completes commands and flags. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script by which bash or zsh completes commands and flags.",
            "",
            "  source <(d2k completion bash)"
        })
final class CompletionCommand implements Callable<Integer> {
    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private String shell = "";

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            spec.commandLine().getErr().println("d2k: there are completions for bash and zsh, not for " + shell);
            return WRONG;
        }
        // one script for both: in zsh it loads the completion system of bash
        spec.commandLine().getOut().print(AutoComplete.bash(spec.root().name(), Main.commandLine()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
