package io.d2k.translate.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a YAML document. */
public sealed interface Value {
    /** Returns where it stands. */
    Place place();

    /** Returns what its tag asks of a merge. */
    MergeTag tag();

    /** Returns whether it says nothing: {@code null}, {@code ~} or no text at all. */
    default boolean isNull() {
        return false;
    }

    /** What happens to a value of an earlier file. */
    enum MergeTag {
        /** Both are merged. */
        NONE,
        /** {@code !reset}: it is taken away. */
        RESET,
        /** {@code !override}: this one replaces it. */
        OVERRIDE
    }

    /**
     * A text, number, boolean or nothing.
     *
     * @param text as written, without quotes
     * @param plain whether it was written without quotes
     */
    record Scalar(Place place, MergeTag tag, String text, boolean plain) implements Value {
        @Override
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }
    }

    /**
     * A list.
     *
     * @param items its items
     */
    record Sequence(Place place, MergeTag tag, List<Value> items) implements Value {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * A map.
     *
     * @param fields its fields in order
     */
    record Mapping(Place place, MergeTag tag, Map<String, Field> fields) implements Value {
        /** Copies the map. */
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** Returns the value of a key; nothing where there is none, or where it says nothing. */
        public Optional<Value> get(String key) {
            return Optional.ofNullable(fields.get(key)).map(Field::value).filter(v -> !v.isNull());
        }

        /** Returns this with one field more, or another value for it. */
        public Mapping with(String key, Field field) {
            Map<String, Field> changed = new LinkedHashMap<>(fields);
            changed.put(key, field);
            return new Mapping(place, tag, changed);
        }

        /** Returns this without a field. */
        public Mapping without(String key) {
            Map<String, Field> changed = new LinkedHashMap<>(fields);
            changed.remove(key);
            return new Mapping(place, tag, changed);
        }
    }

    /**
     * A field of a map.
     *
     * @param keyPlace where its key stands
     * @param value its value
     */
    record Field(Place keyPlace, Value value) {}
}
