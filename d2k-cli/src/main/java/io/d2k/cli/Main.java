package io.d2k.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        subcommands = HelpCommand.class)
public final class Main {

    private Main() {}

    /**
     * Runs the command that is asked for and ends with its exit code.
     *
     * @param args the command and its flags
     */
    public static void main(String... args) {
        System.exit(commandLine(args).execute(args));
    }

    /** Returns the command line: all of it, or with the one command that the arguments begin with, which starts sooner. */
    static CommandLine commandLine(String... args) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("serve", ServeCommand::commandLine);
        commands.put("translate", TranslateCommand::commandLine);
        commands.put("doctor", () -> new CommandLine(new DoctorCommand()));
        commands.put("version", () -> new CommandLine(new VersionCommand()));
        commands.put("completion", () -> new CommandLine(new CompletionCommand()));
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        CommandLine line = new CommandLine(new Main());
        commands.values().forEach(command -> line.addSubcommand(command.get()));
        return line;
    }
}
