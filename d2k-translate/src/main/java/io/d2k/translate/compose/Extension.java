package io.d2k.translate.compose;

import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Resolves {@code extends}: a service over another one, of the same file or of another. */
final class Extension {
    private static final String SERVICES = "services";
    private static final String EXTENDS = "extends";

    private final ComposeLoader loader;
    private final Problems problems;

    Extension(ComposeLoader loader, Problems problems) {
        this.loader = loader;
        this.problems = problems;
    }

    Value.Mapping resolve(Value.Mapping root, Path directory, Function<String, Optional<String>> variables) {
        Optional<Value> services = root.get(SERVICES);
        if (services.isEmpty() || !(services.get() instanceof Value.Mapping all)) {
            return root;
        }
        Scope scope = new Scope(all, directory, variables, new HashMap<>());
        Value.Mapping resolved = all;
        for (Map.Entry<String, Field> e : all.fields().entrySet()) {
            if (e.getValue().value() instanceof Value.Mapping service
                    && service.get(EXTENDS).isPresent()) {
                resolved = resolved.with(e.getKey(), new Field(e.getValue().keyPlace(), service(e.getKey(), scope)));
            }
        }
        return root.with(SERVICES, new Field(root.fields().get(SERVICES).keyPlace(), resolved));
    }

    private record Scope(
            Value.Mapping services,
            Path directory,
            Function<String, Optional<String>> variables,
            Map<String, Value.Mapping> done) {}

    private Value.Mapping service(String name, Scope scope) {
        Value.Mapping known = scope.done().get(name);
        if (known != null) {
            return known;
        }
        Value.Mapping service = mapping(scope.services(), name);
        Optional<Value> extension = service.get(EXTENDS);
        if (extension.isEmpty()) {
            return service;
        }
        Fields wanted = extension.get() instanceof Value.Mapping m
                ? new Fields(m, SERVICES + "." + name + "." + EXTENDS, problems)
                : new Fields(
                        new Value.Mapping(
                                service.place(),
                                Value.MergeTag.NONE,
                                Map.of("service", new Field(extension.get().place(), extension.get()))),
                        SERVICES + "." + name + "." + EXTENDS,
                        problems);
        String base = wanted.text("service")
                .orElseThrow(() ->
                        new InputException(extension.get().place() + ": extends." + name + ".service is required"));
        Optional<Path> file = wanted.text("file")
                .map(f -> scope.directory().resolve(f).toAbsolutePath().normalize());
        String step = file.map(Path::toString).orElse(scope.directory().toString()) + "#" + base;
        List<String> open = loader.extending();
        if (open.contains(step) || file.isEmpty() && base.equals(name)) {
            throw new InputException(
                    extension.get().place() + ": services." + name + ": circular reference of extends");
        }
        open.add(step);
        try {
            Value.Mapping from = file.isEmpty()
                    ? found(scope.services(), base, extension.get(), () -> service(base, scope))
                    : other(file.get(), base, extension.get(), scope);
            Value.Mapping result = (Value.Mapping) Merge.over(from.without(EXTENDS), service.without(EXTENDS));
            scope.done().put(name, result);
            return result;
        } finally {
            open.removeLast();
        }
    }

    private Value.Mapping other(Path file, String base, Value at, Scope scope) {
        Value.Mapping root = loader.extended(file, at, scope.directory(), scope.variables());
        Value.Mapping services = root.get(SERVICES)
                .filter(Value.Mapping.class::isInstance)
                .map(Value.Mapping.class::cast)
                .orElseThrow(() -> new InputException(at.place() + ": " + file + " has no services"));
        return found(services, base, at, () -> mapping(services, base));
    }

    private static Value.Mapping found(
            Value.Mapping services, String base, Value at, java.util.function.Supplier<Value.Mapping> service) {
        if (!services.fields().containsKey(base)) {
            throw new InputException(at.place() + ": cannot extend service \"" + base + "\": service not found");
        }
        return service.get();
    }

    private static Value.Mapping mapping(Value.Mapping services, String name) {
        Value value = services.fields().get(name).value();
        return value instanceof Value.Mapping m ? m : new Value.Mapping(value.place(), Value.MergeTag.NONE, Map.of());
    }
}
