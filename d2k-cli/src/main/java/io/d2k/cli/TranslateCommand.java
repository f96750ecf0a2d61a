package io.d2k.cli;

import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.publish.PublishMode;
import io.d2k.embed.ComposeFiles;
import io.d2k.embed.Translated;
import io.d2k.embed.Translation;
import io.d2k.embed.TranslationException;
import io.d2k.server.ServerConfig;
import io.d2k.server.Setting;
import io.d2k.server.WrongSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code d2k translate}: what d2k would make of a Compose file, a command line or a request, as manifests. */
@Command(
        name = "translate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Prints the Kubernetes manifests that d2k would make.",
        synopsisHeading = "",
        customSynopsis = {
            "Usage: d2k translate [-f FILE]... [OPTIONS]",
            "       d2k translate [OPTIONS] -- docker run|create|service create ARGUMENTS...",
            "       d2k translate [OPTIONS] -- docker stack deploy -c FILE NAME",
            "       d2k translate [OPTIONS] --json REQUEST",
            ""
        },
        description = {
            "",
            "Reads Compose files (by default compose.yaml of this directory), a command line of docker run, docker"
                    + " create, docker service create or docker stack deploy, or the JSON body of POST"
                    + " /containers/create, and prints what d2k would create for it: by the very rules by which d2k"
                    + " serve does. No cluster is asked, and no registry without --resolve-images.",
            "",
            "What is not carried over is told on the standard error.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  d2k translate | kubectl apply -f -",
            "  d2k translate -f compose.yaml -f compose.prod.yaml --profile debug -o manifests/",
            "  d2k translate --swarm -f stack.yaml -p shop",
            "  d2k translate --resolve-images -- docker run -d -P nginx",
            "  d2k translate -- docker run -d -p 80:80 nginx",
            "  d2k translate -- docker service create --name web --replicas 3 -p 80:80 nginx",
            "  docker inspect web | jq '.[0].Config' | d2k translate --json -"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was translated, maybe with warnings",
            "1:something was left out; with --strict, something is not carried over",
            "2:the input or the flags are wrong; nothing was printed"
        })
final class TranslateCommand implements Callable<Integer> {
    private static final int INCOMPLETE = 1;
    private static final int WRONG = 2;
    private static final String STDIN = "-";

    private static final List<String> DEFAULT_FILES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");
    private static final List<String> DEFAULT_OVERRIDES = List.of(
            "compose.override.yaml",
            "compose.override.yml",
            "docker-compose.override.yaml",
            "docker-compose.override.yml");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "a Compose file, - for the standard input; later files are merged over earlier ones")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-p", "--project-name"},
            paramLabel = "NAME",
            description = "the name of the Compose project, or of the stack")
    private Optional<String> projectName = Optional.empty();

    @Option(
            names = "--project-directory",
            paramLabel = "DIR",
            description = "what relative paths are relative to (default: the directory of the first file)")
    private Optional<Path> projectDirectory = Optional.empty();

    @Option(names = "--profile", paramLabel = "NAME", description = "an active profile; * for all")
    private List<String> profiles = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "a file of variables in place of .env")
    private List<Path> envFiles = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "the JSON body of POST /containers/create (with --swarm: /services/create), - for the standard"
                            + " input")
    private Optional<String> json = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "the name of the container or service of --json")
    private String name = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "the namespace of the manifests (default: ${DEFAULT-VALUE})")
    private String namespace = "";

    @Option(
            names = "--publish",
            paramLabel = "MODE",
            defaultValue = "loadbalancer",
            description = "loadbalancer, nodeport, clusterip or hostport (default: ${DEFAULT-VALUE})")
    private String publish = "";

    @Option(
            names = "--cluster-domain",
            paramLabel = "DOMAIN",
            defaultValue = "cluster.local",
            description = "the domain of the cluster's DNS (default: ${DEFAULT-VALUE})")
    private String clusterDomain = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description = "yaml or json (default: ${DEFAULT-VALUE})")
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "a file, or a folder (ending in /, or there already) for one file an object")
    private Optional<String> output = Optional.empty();

    @Option(names = "--explain", description = "prints a table of what becomes what, and why, in place of manifests")
    private boolean explain;

    @Option(names = "--strict", description = "what is not carried over is an error, and nothing is printed")
    private boolean strict;

    @Option(
            names = "--swarm",
            description = "reads Compose files as docker stack deploy does, for a d2k in swarm mode: services")
    private boolean swarm;

    @Mixin
    private final ImageResolution images = new ImageResolution();

    @Parameters(paramLabel = "COMMAND", hidden = true, description = "docker run or docker create with its arguments")
    private List<String> command = new ArrayList<>();

    /** Returns the command. */
    static CommandLine commandLine() {
        // what is behind "docker run" is Docker's
        return new CommandLine(new TranslateCommand()).setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException {
        try {
            check();
            return finish(translated());
        } catch (TranslationException e) {
            tell(e.warnings(), e.errors());
            err().println("d2k: " + e.getMessage());
            return WRONG;
        } catch (IllegalArgumentException | WrongSettingException e) {
            err().println("d2k: " + e.getMessage());
            return WRONG;
        }
    }

    private void check() {
        if (!List.of("yaml", "json").contains(format)) {
            throw new IllegalArgumentException("--format is yaml or json, not \"" + format + "\"");
        }
        if (!List.of("loadbalancer", "nodeport", "clusterip", "hostport").contains(publish)) {
            throw new IllegalArgumentException(
                    "--publish is loadbalancer, nodeport, clusterip or hostport, not \"" + publish + "\"");
        }
        if (!namespace.matches("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("--namespace \"" + namespace + "\" is no name of a namespace");
        }
        images.check();
        int inputs = (files.isEmpty() ? 0 : 1) + (json.isPresent() ? 1 : 0) + (command.isEmpty() ? 0 : 1);
        if (inputs > 1) {
            throw new IllegalArgumentException("give Compose files, a command line, or --json: one of them");
        }
    }

    private EngineSettings settings() {
        EngineSettings plain = EngineSettings.DEFAULT;
        return new EngineSettings(
                plain.preferDeployment(),
                plain.gpuResource(),
                plain.hostPaths(),
                plain.startTimeout(),
                plain.volumeBytes(),
                PublishMode.valueOf(publish.toUpperCase(Locale.ROOT)),
                plain.ownNode(),
                set(Setting.HOST_GATEWAY_IP),
                set(Setting.CONTAINER_DOCKER_HOST),
                plain.privileged(),
                plain.isolated(),
                plain.namesServed(),
                ServerConfig.podSecurity(ServerConfig.fromEnvironment(System.getenv())));
    }

    private static Optional<String> set(Setting setting) {
        return Optional.ofNullable(System.getenv(setting.variable())).filter(value -> !value.isEmpty());
    }

    private Translated translated() throws IOException {
        var plain = new Translation(namespace, clusterDomain, settings(), Optional.empty());
        try (ImageResolution.Registries registries = images.open()) {
            return translated(registries.images().map(plain::with).orElse(plain));
        }
    }

    private Translated translated(Translation translation) throws IOException {
        if (!command.isEmpty()) {
            return translation.command(command, Map.copyOf(System.getenv()));
        }
        if (json.isPresent()) {
            String text = json.get().equals("-") ? stdin() : read(Path.of(json.get()));
            return swarm ? translation.serviceRequest(text, name) : translation.containerRequest(text, name);
        }
        List<String> chosen = files.isEmpty() ? byDefault() : files;
        var input = new ComposeFiles(
                chosen,
                chosen.contains(STDIN) ? stdin() : "",
                projectDirectory,
                projectName,
                profiles,
                envFiles,
                Map.copyOf(System.getenv()));
        return swarm ? translation.stack(input) : translation.compose(input);
    }

    private List<String> byDefault() {
        String variable = System.getenv().getOrDefault("COMPOSE_FILE", "");
        if (!variable.isEmpty()) {
            String separator = System.getenv().getOrDefault("COMPOSE_PATH_SEPARATOR", java.io.File.pathSeparator);
            return List.of(variable.split(java.util.regex.Pattern.quote(separator)));
        }
        Path directory = projectDirectory.orElse(Path.of(""));
        List<String> found = new ArrayList<>();
        for (List<String> names : List.of(DEFAULT_FILES, DEFAULT_OVERRIDES)) {
            names.stream()
                    .map(directory::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .ifPresent(f -> found.add(f.toString()));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no configuration file provided: not found. Name a Compose file by -f, give a"
                            + " command line behind --, or see d2k translate --help");
        }
        return found;
    }

    private int finish(Translated translated) throws IOException {
        tell(translated.warnings(), translated.errors());
        if (strict && !(translated.whole() && translated.warnings().isEmpty())) {
            err().println("d2k: nothing was printed: --strict, and not all is carried over");
            return INCOMPLETE;
        }
        if (explain) {
            spec.commandLine().getOut().print(translated.explanation());
            spec.commandLine().getOut().flush();
        } else {
            new ManifestOutput(format.equals("json"), output, spec.commandLine().getOut()).write(translated);
        }
        return translated.whole() ? 0 : INCOMPLETE;
    }

    private void tell(List<String> warnings, List<String> errors) {
        warnings.forEach(w -> err().println("warning: " + w));
        errors.forEach(e -> err().println("error: " + e));
    }

    private static String stdin() throws IOException {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
