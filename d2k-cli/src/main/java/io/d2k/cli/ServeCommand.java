package io.d2k.cli;

import io.d2k.domain.error.EngineException;
import io.d2k.server.D2kServer;
import io.d2k.server.Logging;
import io.d2k.server.ServerConfig;
import io.d2k.server.Setting;
import io.d2k.server.WrongSettingException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code d2k serve}: one flag for each {@link Setting}; a flag wins over its variable. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the Docker Engine API until it is interrupted.")
final class ServeCommand implements Callable<Integer> {
    private static final int WRONG_USAGE = 2;

    @Spec
    private CommandSpec spec;

    /** Returns the command with its flags. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new ServeCommand());
        for (Setting setting : Setting.values()) {
            String fallback = setting.fallback().isEmpty() ? "" : ", default " + setting.fallback();
            line.getCommandSpec()
                    .addOption(OptionSpec.builder(setting.flag())
                            .type(String.class)
                            .paramLabel(setting.form())
                            .description(setting.description() + " (" + setting.variable() + fallback + ")")
                            .build());
        }
        return line;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            ServerConfig config = ServerConfig.of(values());
            Logging.configure(config.logLevel(), config.jsonLog());
            return serve(config);
        } catch (WrongSettingException | EngineException e) {
            err.println("d2k: " + e.getMessage());
            return WRONG_USAGE;
        } catch (java.io.UncheckedIOException e) {
            err.println("d2k: cannot serve: " + e.getCause().getMessage());
            return 1;
        }
    }

    private Map<Setting, String> values() {
        Map<Setting, String> values = ServerConfig.fromEnvironment(System.getenv());
        for (Setting setting : Setting.values()) {
            OptionSpec option = spec.findOption(setting.flag());
            if (option.getValue() instanceof String given) {
                values.put(setting, given);
            }
        }
        return values;
    }

    private int serve(ServerConfig config) throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        CompletableFuture<Optional<String>> stopped = new CompletableFuture<>();
        D2kServer server = D2kServer.start(config);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            server.close();
            stopped.complete(Optional.empty());
        }));
        out.println("d2k listens on " + server.address());
        server.socket().ifPresent(path -> out.println("d2k listens on unix://" + path.toAbsolutePath()));
        server.healthPort().ifPresent(port -> out.println("d2k answers probes on port " + port));
        out.flush();
        Optional<String> why = stopped.applyToEither(server.ended().thenApply(Optional::of), end -> end)
                .get();
        why.ifPresent(text -> spec.commandLine().getErr().println("d2k: " + text));
        return why.isPresent() ? 1 : 0;
    }
}
