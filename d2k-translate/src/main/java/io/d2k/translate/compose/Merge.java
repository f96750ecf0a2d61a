package io.d2k.translate.compose;

import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import io.d2k.translate.yaml.Value.MergeTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges one file over another as the Compose specification says: maps are joined, lists appended, and everything else
 * replaced. What may be written as a list or as a map is a map first.
 */
final class Merge {
    /** Lists that a later file replaces. */
    private static final Set<String> REPLACED = Set.of("command", "entrypoint", "test");

    /** Lists of {@code NAME=value} that may be maps. */
    private static final Set<String> PAIRS =
            Set.of("environment", "labels", "annotations", "args", "sysctls", "extra_hosts", "additional_contexts");

    private static final Set<String> TEXT_OR_LIST =
            Set.of("dns", "dns_search", "dns_opt", "tmpfs", "env_file", "label_file");

    /** Maps whose keys are names that a user gives: they say nothing about how their values are merged. */
    private static final Set<String> NAMED = Set.of(
            "services",
            "networks",
            "volumes",
            "secrets",
            "configs",
            "labels",
            "annotations",
            "sysctls",
            "options",
            "extra_hosts",
            "depends_on",
            "driver_opts");

    private Merge() {}

    /** Returns the later value over the earlier one. */
    static Value over(Value earlier, Value later) {
        return merged("", earlier, later).orElse(new Value.Mapping(later.place(), MergeTag.NONE, Map.of()));
    }

    /** Returns a value without what it asks to take away. */
    static Value settled(Value value) {
        return switch (value) {
            case Value.Scalar s -> s;
            case Value.Sequence s ->
                new Value.Sequence(
                        s.place(),
                        MergeTag.NONE,
                        s.items().stream()
                                .filter(i -> i.tag() != MergeTag.RESET)
                                .map(Merge::settled)
                                .toList());
            case Value.Mapping m -> {
                Map<String, Field> fields = new LinkedHashMap<>();
                m.fields().forEach((key, field) -> {
                    if (field.value().tag() != MergeTag.RESET) {
                        fields.put(key, new Field(field.keyPlace(), settled(field.value())));
                    }
                });
                yield new Value.Mapping(m.place(), MergeTag.NONE, fields);
            }
        };
    }

    private static Optional<Value> merged(String key, Value earlier, Value later) {
        if (later.tag() == MergeTag.RESET) {
            return Optional.empty();
        }
        if (later.tag() == MergeTag.OVERRIDE || REPLACED.contains(key)) {
            return Optional.of(later);
        }
        if (later.isNull()) {
            return Optional.of(earlier);
        }
        Value a = canonical(key, earlier);
        Value b = canonical(key, later);
        if (key.equals("logging") && otherDriver(a, b)) {
            return Optional.of(b);
        }
        if (a instanceof Value.Mapping one && b instanceof Value.Mapping two) {
            return Optional.of(maps(key, one, two));
        }
        if (a instanceof Value.Sequence one && b instanceof Value.Sequence two) {
            List<Value> items = new ArrayList<>(one.items());
            two.items().stream()
                    .filter(item -> items.stream().noneMatch(known -> same(known, item)))
                    .forEach(items::add);
            return Optional.of(new Value.Sequence(b.place(), MergeTag.NONE, items));
        }
        return Optional.of(later);
    }

    private static Value.Mapping maps(String key, Value.Mapping earlier, Value.Mapping later) {
        Map<String, Field> fields = new LinkedHashMap<>(earlier.fields());
        later.fields().forEach((name, field) -> {
            Field before = fields.get(name);
            if (before == null || key.equals("environment") || key.equals("args")) {
                fields.put(name, field);
            } else {
                merged(NAMED.contains(key) ? "" : name, before.value(), field.value())
                        .ifPresentOrElse(
                                v -> fields.put(name, new Field(field.keyPlace(), v)), () -> fields.remove(name));
            }
        });
        return new Value.Mapping(later.place(), MergeTag.NONE, fields);
    }

    private static boolean otherDriver(Value a, Value b) {
        return a instanceof Value.Mapping one
                && b instanceof Value.Mapping two
                && two.get("driver").isPresent()
                && !one.get("driver").map(Merge::text).equals(two.get("driver").map(Merge::text));
    }

    private static boolean same(Value a, Value b) {
        return a instanceof Value.Scalar one
                && b instanceof Value.Scalar two
                && one.text().equals(two.text());
    }

    private static String text(Value value) {
        return value instanceof Value.Scalar s ? s.text() : "";
    }

    /** Returns the long form of what has a short one. */
    private static Value canonical(String key, Value value) {
        if (value instanceof Value.Sequence list && PAIRS.contains(key)) {
            return pairs(list, key.equals("extra_hosts") ? ":=" : "=");
        }
        if (value instanceof Value.Sequence list && (key.equals("depends_on") || key.equals("networks"))) {
            return names(list);
        }
        if (value instanceof Value.Scalar && TEXT_OR_LIST.contains(key)) {
            return new Value.Sequence(value.place(), value.tag(), List.of(value));
        }
        if (value instanceof Value.Scalar && key.equals("build")) {
            return new Value.Mapping(value.place(), value.tag(), Map.of("context", new Field(value.place(), value)));
        }
        return value;
    }

    static Value.Mapping names(Value.Sequence list) {
        Map<String, Field> fields = new LinkedHashMap<>();
        list.items()
                .forEach(item -> fields.put(
                        text(item), new Field(item.place(), new Value.Scalar(item.place(), MergeTag.NONE, "", true))));
        return new Value.Mapping(list.place(), list.tag(), fields);
    }

    /** Returns a list of {@code NAME=value} as a map; a name alone has nothing for its value. */
    static Value.Mapping pairs(Value.Sequence list, String separators) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Value item : list.items()) {
            String text = text(item);
            int at = -1;
            for (int i = 0; i < text.length() && at < 0; i++) {
                at = separators.indexOf(text.charAt(i)) >= 0 ? i : -1;
            }
            String name = at < 0 ? text : text.substring(0, at);
            Value value = at < 0
                    ? new Value.Scalar(item.place(), MergeTag.NONE, "", true)
                    : new Value.Scalar(item.place(), MergeTag.NONE, text.substring(at + 1), false);
            fields.put(name, new Field(item.place(), value));
        }
        return new Value.Mapping(list.place(), list.tag(), fields);
    }
}
