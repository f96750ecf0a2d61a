package io.d2k.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of d2k: what it does is in its subcommands. */
@Command(
        name = "d2k",
        description = "Serves the Docker Engine API and runs containers on Kubernetes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DoctorCommand.class, VersionCommand.class, CompletionCommand.class, HelpCommand.class})
public final class Main {

    private Main() {}

    /**
     * Runs the command that is asked for and ends with its exit code.
     *
     * @param args the command and its flags
     */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** Returns the whole command line. */
    static CommandLine commandLine() {
        CommandLine translate = new CommandLine(new TranslateCommand());
        // what is behind "docker run" is Docker's
        translate.setStopAtPositional(true);
        return new CommandLine(new Main())
                .addSubcommand(ServeCommand.commandLine())
                .addSubcommand(translate);
    }
}
