package io.d2k.translate.compose;

import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Paths of a file that are relative to its directory, made absolute before it is merged into a file elsewhere. */
final class RelativePaths {
    private RelativePaths() {}

    static Value.Mapping absolute(Value.Mapping root, Path directory) {
        Value.Mapping out = root;
        out = each(out, "services", s -> service(s, directory));
        out = each(out, "secrets", s -> at(s, "file", directory));
        return each(out, "configs", s -> at(s, "file", directory));
    }

    private static Value.Mapping service(Value.Mapping service, Path directory) {
        Value.Mapping out = service;
        out = change(out, "env_file", v -> paths(v, "path", directory));
        out = change(out, "label_file", v -> paths(v, "path", directory));
        out = change(out, "volumes", v -> volumes(v, directory));
        return change(out, "extends", v -> v instanceof Value.Mapping m ? at(m, "file", directory) : v);
    }

    private static Value paths(Value value, String key, Path directory) {
        return switch (value) {
            case Value.Scalar s -> resolved(s, directory);
            case Value.Sequence s ->
                new Value.Sequence(
                        s.place(),
                        s.tag(),
                        s.items().stream().map(i -> paths(i, key, directory)).toList());
            case Value.Mapping m -> at(m, key, directory);
        };
    }

    private static Value volumes(Value value, Path directory) {
        if (!(value instanceof Value.Sequence list)) {
            return value;
        }
        return new Value.Sequence(
                list.place(),
                list.tag(),
                list.items().stream()
                        .map(item -> switch (item) {
                            case Value.Scalar s
                            when s.text().startsWith(".") ->
                                new Value.Scalar(
                                        s.place(), s.tag(), ServiceStorage.source(s.text(), directory), s.plain());
                            case Value.Mapping m
                            when m.get("type")
                                    .filter(t -> t instanceof Value.Scalar s
                                            && s.text().equals("bind"))
                                    .isPresent() -> at(m, "source", directory);
                            default -> item;
                        })
                        .toList());
    }

    private static Value.Mapping at(Value.Mapping map, String key, Path directory) {
        return change(map, key, v -> v instanceof Value.Scalar s ? resolved(s, directory) : v);
    }

    private static Value resolved(Value.Scalar s, Path directory) {
        return s.isNull() || s.text().startsWith("~")
                ? s
                : new Value.Scalar(
                        s.place(),
                        s.tag(),
                        directory.resolve(s.text()).toAbsolutePath().normalize().toString(),
                        s.plain());
    }

    private static Value.Mapping each(Value.Mapping root, String key, UnaryOperator<Value.Mapping> change) {
        return change(root, key, v -> {
            if (!(v instanceof Value.Mapping named)) {
                return v;
            }
            Map<String, Field> fields = new LinkedHashMap<>();
            named.fields()
                    .forEach((name, f) -> fields.put(
                            name, f.value() instanceof Value.Mapping m ? new Field(f.keyPlace(), change.apply(m)) : f));
            return new Value.Mapping(named.place(), named.tag(), fields);
        });
    }

    private static Value.Mapping change(Value.Mapping map, String key, UnaryOperator<Value> change) {
        Field field = map.fields().get(key);
        return field == null ? map : map.with(key, new Field(field.keyPlace(), change.apply(field.value())));
    }
}
