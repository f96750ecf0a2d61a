package io.d2k.translate.compose;

import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import io.d2k.translate.yaml.Value.MergeTag;
import io.d2k.translate.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Loads Compose files: variables, includes, merges, extensions, in the order of the Compose specification. */
final class ComposeLoader {
    private static final String NAME = "COMPOSE_PROJECT_NAME";
    private static final String STDIN_NAME = "stdin";

    private final ComposeInput input;
    private final Problems problems;
    private final List<Path> including = new ArrayList<>();
    private final List<String> extending = new ArrayList<>();

    ComposeLoader(ComposeInput input, Problems problems) {
        this.input = input;
        this.problems = problems;
    }

    /**
     * Loads.
     *
     * @throws InputException when a file cannot be read, is no YAML, or misses a variable that it requires
     */
    Project load() {
        Path directory = input.directory()
                .orElseGet(this::directoryOfFirst)
                .toAbsolutePath()
                .normalize();
        Map<String, String> environment = new HashMap<>(input.environment());
        Function<String, Optional<String>> outer = name -> Optional.ofNullable(environment.get(name));
        List<Path> envFiles = input.envFiles();
        Path byDefault = directory.resolve(".env");
        if (envFiles.isEmpty() && Files.isRegularFile(byDefault)) {
            envFiles = List.of(byDefault);
        }
        Map<String, String> fromFiles = variables(envFiles, outer);
        fromFiles.forEach(environment::putIfAbsent);
        String guess = input.projectName()
                .or(() -> outer.apply(NAME).filter(n -> !n.isEmpty()))
                .orElse("");
        environment.put(NAME, guess);
        Optional<Path> unnamed = Optional.ofNullable(directory.getFileName());
        if (guess.isEmpty()) {
            environment.put(NAME, normalized(unnamed.map(Path::toString).orElse("default")));
        }
        List<Source> sources = new ArrayList<>();
        for (String file : input.files()) {
            sources.add(
                    file.equals(ComposeInput.STDIN)
                            ? Source.read(STDIN_NAME, input.stdin())
                            : Source.read(file, text(Path.of(file), file)));
        }
        if (guess.isEmpty()) {
            // files may name the project in variables, and be named by them
            named(sources, outer).ifPresent(name -> environment.put(NAME, normalized(name)));
        }
        Value.Mapping root = Merge.settled(load(sources, directory, outer)) instanceof Value.Mapping m
                ? m
                : new Value.Mapping(new io.d2k.translate.yaml.Place(STDIN_NAME, 1), MergeTag.NONE, Map.of());
        Optional<String> inFile = root.get("name").map(ComposeLoader::scalar).filter(n -> !n.isEmpty());
        String name = guess.isEmpty() ? inFile.orElse(environment.get(NAME)) : guess;
        String normal = normalized(name);
        if (normal.isEmpty()) {
            throw new InputException("project name \"" + name + "\" must hold letters or digits");
        }
        environment.put(NAME, normal);
        return new Project(normal, root, directory, outer);
    }

    private Path directoryOfFirst() {
        return input.files().stream()
                .filter(f -> !f.equals(ComposeInput.STDIN))
                .findFirst()
                .flatMap(f -> Optional.ofNullable(Path.of(f).toAbsolutePath().getParent()))
                .orElseGet(() -> Path.of(""));
    }

    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^-_a-z0-9]", "").replaceAll("^[_-]+", "");
    }

    private Map<String, String> variables(List<Path> files, Function<String, Optional<String>> outer) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Path file : files) {
            DotEnv.read(
                            file.toString(),
                            text(file, file.toString()),
                            name -> outer.apply(name).or(() -> Optional.ofNullable(values.get(name))),
                            problems)
                    .forEach((name, value) -> value.ifPresent(v -> values.put(name, v)));
        }
        return values;
    }

    /** Loads files that are merged, and resolves what their services extend. */
    private Value.Mapping load(List<Source> sources, Path directory, Function<String, Optional<String>> variables) {
        Interpolation interpolation = new Interpolation(variables, problems);
        Optional<Value.Mapping> merged = Optional.empty();
        for (Source source : sources) {
            for (Value document : source.documents()) {
                if (document.isNull()) {
                    continue;
                }
                if (!(document instanceof Value.Mapping written)) {
                    throw new InputException(document.place() + ": a Compose file is a map with the key services");
                }
                Value.Mapping file = (Value.Mapping) interpolation.apply(FirstVersion.raised(written, problems), "");
                Schema.check(file, problems);
                // what a service extends is that of its own file, as later files have not changed it yet
                Value.Mapping whole = new Extension(this, problems)
                        .resolve(included(file, directory, variables), directory, variables);
                merged = Optional.of(merged.isEmpty() ? whole : (Value.Mapping) Merge.over(merged.get(), whole));
            }
        }
        return merged.orElseThrow(() -> new InputException(
                sources.isEmpty() ? "no Compose file" : sources.getFirst().name() + ": the file is empty"));
    }

    private Value.Mapping included(Value.Mapping file, Path directory, Function<String, Optional<String>> variables) {
        Optional<Value> include = file.get("include");
        if (include.isEmpty()) {
            return file;
        }
        Value.Mapping rest = file.without("include");
        Fields fields = new Fields(file, "", problems);
        int index = 0;
        Optional<Value.Mapping> base = Optional.empty();
        for (Value item : fields.items("include")) {
            Value.Mapping one = include(fields, index++, item, directory, variables);
            base = Optional.of(base.isEmpty() ? one : (Value.Mapping) Merge.over(base.get(), one));
        }
        return base.isEmpty() ? rest : (Value.Mapping) Merge.over(base.get(), rest);
    }

    private Value.Mapping include(
            Fields fields, int index, Value item, Path directory, Function<String, Optional<String>> variables) {
        Fields long_ = item instanceof Value.Mapping m
                ? fields.item("include", index, m)
                : new Fields(
                        new Value.Mapping(item.place(), MergeTag.NONE, Map.of("path", new Field(item.place(), item))),
                        "include[" + index + "]",
                        problems);
        List<Path> paths = long_.texts("path").stream().map(directory::resolve).toList();
        if (paths.isEmpty()) {
            throw new InputException(item.place() + ": include: a path is expected");
        }
        Path first = paths.getFirst().toAbsolutePath().normalize();
        if (including.contains(first)) {
            throw new InputException(item.place() + ": include cycle detected: " + first);
        }
        Path own = long_.text("project_directory").map(directory::resolve).orElseGet(first::getParent);
        List<Path> envFiles =
                long_.texts("env_file").stream().map(directory::resolve).toList();
        if (envFiles.isEmpty() && Files.isRegularFile(own.resolve(".env"))) {
            envFiles = List.of(own.resolve(".env"));
        }
        Map<String, String> values = variables(envFiles, variables);
        including.add(first);
        try {
            List<Source> sources = paths.stream()
                    .map(p ->
                            Source.read(directory.relativize(p.toAbsolutePath()).toString(), text(p, at(item))))
                    .toList();
            Value.Mapping loaded =
                    load(sources, own, name -> variables.apply(name).or(() -> Optional.ofNullable(values.get(name))));
            return RelativePaths.absolute(loaded.without("name").without("version"), own);
        } finally {
            including.removeLast();
        }
    }

    /** Reads another file for a service that extends one of it; its paths are relative to it. */
    Value.Mapping extended(Path file, Value at, Path directory, Function<String, Optional<String>> variables) {
        String name = directory.relativize(file).toString();
        Value.Mapping loaded = load(List.of(Source.read(name, text(file, at(at)))), parent(file), variables);
        return RelativePaths.absolute(loaded, parent(file));
    }

    /** Returns the services that are being extended, so that none extends itself. */
    List<String> extending() {
        return extending;
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static String at(Value value) {
        return value.place().toString();
    }

    private static String text(Path file, String where) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            String prefix = where.equals(file.toString()) ? "" : where + ": ";
            String why = e instanceof java.nio.file.NoSuchFileException ? "no such file" : "cannot be read: " + e;
            throw new InputException(prefix + file + ": " + why);
        }
    }

    private static String scalar(Value value) {
        return value instanceof Value.Scalar s ? s.text() : "";
    }

    /** Returns the name that the files give the project, the last one of several. */
    private static Optional<String> named(List<Source> sources, Function<String, Optional<String>> variables) {
        Interpolation interpolation = new Interpolation(variables, new Problems());
        return sources.stream()
                .flatMap(s -> s.documents().stream())
                .filter(Value.Mapping.class::isInstance)
                .flatMap(d -> ((Value.Mapping) d).get("name").stream())
                .map(n -> scalar(interpolation.apply(n, "name")))
                .filter(n -> !n.isEmpty())
                .reduce((first, second) -> second);
    }

    private record Source(String name, List<Value> documents) {
        static Source read(String name, String text) {
            return new Source(name, YamlReader.read(name, text));
        }
    }
}
