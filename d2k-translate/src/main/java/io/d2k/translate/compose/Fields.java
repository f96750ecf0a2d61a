package io.d2k.translate.compose;

import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import io.d2k.translate.yaml.Place;
import io.d2k.translate.yaml.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The fields of a map, read as what they should be; what is something else is an error that names file, line and key.
 *
 * @param map the fields
 * @param path what is before their keys, such as {@code services.web}
 * @param problems told of errors
 */
record Fields(Value.Mapping map, String path, Problems problems) {
    boolean has(String key) {
        return map.get(key).isPresent();
    }

    Optional<Value> value(String key) {
        return map.get(key);
    }

    /** Returns a text; numbers and booleans are texts as they are written. */
    Optional<String> text(String key) {
        return map.get(key).flatMap(v -> scalar(key, v, "a text")).map(Value.Scalar::text);
    }

    boolean flag(String key) {
        Optional<String> text =
                map.get(key).flatMap(v -> scalar(key, v, "true or false")).map(Value.Scalar::text);
        if (text.isPresent() && !text.get().matches("(?i:true|false|yes|no|on|off|1|0)")) {
            error(key, "true or false is expected, not \"" + text.get() + "\"");
        }
        return text.isPresent() && text.get().matches("(?i:true|yes|on|1)");
    }

    OptionalLong number(String key) {
        return number(key, text -> new BigDecimal(text.strip()).longValueExact(), "a whole number is expected");
    }

    OptionalLong bytes(String key) {
        return number(key, text -> text.equals("-1") ? -1 : Units.bytes(text), "a size such as 512m is expected");
    }

    OptionalLong nanos(String key) {
        return number(key, Units::nanos, "a time such as 1m30s is expected");
    }

    OptionalLong nanoCpus(String key) {
        return number(key, Units::nanoCpus, "a number of CPUs is expected");
    }

    /** Returns a number from 0 to 1; 0 where there is none. */
    double ratio(String key) {
        Optional<String> text = text(key);
        if (text.isPresent() && !text.get().matches("0?\\.\\d+|0|1|[01]\\.0*")) {
            error(key, "a number from 0 to 1 is expected, not \"" + text.get() + "\"");
            return 0;
        }
        return text.map(Double::parseDouble).orElse(0.0);
    }

    private OptionalLong number(String key, ToLongFunction<String> reading, String expected) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(reading.applyAsLong(text.get()));
        } catch (ArithmeticException | IllegalArgumentException e) {
            error(key, expected + ", not \"" + text.get() + "\"");
            return OptionalLong.empty();
        }
    }

    /** Returns permission bits: a text has them in octal digits, a number is one as YAML writes numbers. */
    Optional<Integer> mode(String key) {
        Optional<Value.Scalar> written = map.get(key).flatMap(v -> scalar(key, v, "permission bits"));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Value.Scalar scalar = written.get();
        String text = scalar.plain() ? PlainText.of(scalar) : scalar.text().replaceFirst("^0o?(?=.)", "");
        if (!text.matches(scalar.plain() ? "[0-9]{1,4}" : "[0-7]{1,4}")) {
            error(key, "permission bits such as 0440 are expected, not \"" + scalar.text() + "\"");
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(text, scalar.plain() ? 10 : 8));
    }

    /** Returns a list of texts; one text alone is a list of one. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Value item : items(key)) {
            scalar(key, item, "a text").ifPresent(s -> texts.add(s.text()));
        }
        return texts;
    }

    /** Returns the items of a list; a scalar is a list of one. */
    List<Value> items(String key) {
        return map.get(key)
                .map(v -> switch (v) {
                    case Value.Scalar s -> List.<Value>of(s);
                    case Value.Sequence s -> s.items();
                    case Value.Mapping m -> {
                        error(key, "a list is expected");
                        yield List.<Value>of();
                    }
                })
                .orElse(List.of());
    }

    /** Returns a command: a list of words, or a line that is split into words. */
    Optional<List<String>> command(String key) {
        Optional<Value> value = map.get(key);
        if (value.isPresent() && value.get() instanceof Value.Scalar line) {
            try {
                return Optional.of(Units.words(line.text()));
            } catch (IllegalArgumentException e) {
                error(key, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }
        return value.map(v -> texts(key));
    }

    /** Returns names with values: a map, or a list of {@code NAME=value}; a value may be absent. */
    Map<String, Optional<String>> pairs(String key) {
        return pairs(key, "=");
    }

    Map<String, Optional<String>> pairs(String key, String separators) {
        Map<String, Optional<String>> pairs = new LinkedHashMap<>();
        map.get(key).ifPresent(v -> {
            Value.Mapping from = switch (v) {
                case Value.Mapping m -> m;
                case Value.Sequence s -> Merge.pairs(s, separators);
                case Value.Scalar s -> {
                    error(key, "a map or a list is expected");
                    yield new Value.Mapping(s.place(), s.tag(), Map.of());
                }
            };
            from.fields().forEach((name, field) -> {
                if (field.value().isNull()) {
                    pairs.put(name, Optional.empty());
                } else {
                    scalar(key + "." + name, field.value(), "a text")
                            .ifPresent(s -> pairs.put(name, Optional.of(PlainText.of(s))));
                }
            });
        });
        return pairs;
    }

    /** Returns texts by name; an absent value is an empty text. */
    Map<String, String> texts(Map<String, Optional<String>> pairs) {
        Map<String, String> texts = new LinkedHashMap<>();
        pairs.forEach((name, value) -> texts.put(name, value.orElse("")));
        return texts;
    }

    /** Returns the fields below a key; none where there is no map. */
    Fields object(String key) {
        Optional<Value> value = map.get(key);
        if (value.isPresent() && !(value.get() instanceof Value.Mapping)) {
            error(key, "a map is expected");
        }
        return value.filter(Value.Mapping.class::isInstance)
                .map(v -> new Fields((Value.Mapping) v, path + "." + key, problems))
                .orElseGet(() -> none(key));
    }

    private Fields none(String key) {
        return new Fields(new Value.Mapping(map.place(), Value.MergeTag.NONE, Map.of()), path + "." + key, problems);
    }

    /** Returns the maps below a key by name; a list of names is a map of empty ones. */
    Map<String, Fields> objects(String key) {
        Map<String, Fields> objects = new LinkedHashMap<>();
        Optional<Value> value = map.get(key);
        if (value.isEmpty()) {
            return objects;
        }
        if (value.get() instanceof Value.Scalar) {
            error(key, "a map or a list is expected");
            return objects;
        }
        Value.Mapping named =
                value.get() instanceof Value.Sequence list ? Merge.names(list) : (Value.Mapping) value.get();
        named.fields().forEach((name, field) -> {
            String below = path.isEmpty() ? key + "." + name : path + "." + key + "." + name;
            if (field.value() instanceof Value.Mapping m) {
                objects.put(name, new Fields(m, below, problems));
            } else if (field.value().isNull()) {
                objects.put(
                        name,
                        new Fields(
                                new Value.Mapping(field.keyPlace(), Value.MergeTag.NONE, Map.of()), below, problems));
            } else {
                problems.error(field.value().place() + ": " + below + ": a map is expected");
            }
        });
        return objects;
    }

    /** Returns the fields of an item of a list that is a map. */
    Fields item(String key, int index, Value.Mapping item) {
        return new Fields(item, path + "." + key + "[" + index + "]", problems);
    }

    /** Adds an error about a key. */
    void error(String key, String text) {
        problems.error(at(key) + text);
    }

    /** Adds a warning about a key. */
    void warn(String key, String text) {
        problems.warn(at(key) + text);
    }

    private String at(String key) {
        Place place = Optional.ofNullable(map.fields().get(key))
                .map(Value.Field::keyPlace)
                .orElse(map.place());
        return place + ": " + (path.isEmpty() ? "" : path + ".") + key + ": ";
    }

    private Optional<Value.Scalar> scalar(String key, Value value, String expected) {
        if (value instanceof Value.Scalar s) {
            return Optional.of(s);
        }
        error(key, expected + " is expected");
        return Optional.empty();
    }
}
