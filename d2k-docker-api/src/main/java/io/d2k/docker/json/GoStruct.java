package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A struct of the Docker Engine: its fields in the order in which it writes them. Field names are matched in any case,
 * and unknown fields are left out, as Go does both.
 */
final class GoStruct implements GoType {
    private final String goName;
    private final List<Field> fields;
    private final Map<String, Field> byName = new HashMap<>();

    private GoStruct(String goName, List<Field> fields) {
        this.goName = goName;
        this.fields = List.copyOf(fields);
        for (Field f : fields) {
            byName.put(f.name.toLowerCase(Locale.ROOT), f);
        }
    }

    /**
     * One field.
     *
     * @param name its name in JSON
     * @param path the same behind the names of the embedded structs that it comes from, as errors show it
     * @param type its type
     * @param omitEmpty whether an empty value is not written
     */
    record Field(String name, String path, GoType type, boolean omitEmpty) {}

    /** Starts a struct of that name, package first. */
    static Builder named(String goName) {
        return new Builder(goName);
    }

    @Override
    public String goName() {
        return goName;
    }

    /** Returns the fields in order. */
    List<Field> fields() {
        return fields;
    }

    /** Returns the field of that name in any case. */
    Optional<Field> field(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public ObjectNode zero() {
        return write(new HashMap<>());
    }

    @Override
    public boolean empty(JsonNode value) {
        return false;
    }

    @Override
    public ObjectNode read(JsonNode in, Where where) {
        if (!in.isObject()) {
            throw where.mismatch(in, goName);
        }
        String shortName = goName.substring(goName.lastIndexOf('.') + 1);
        var values = new HashMap<String, JsonNode>();
        for (Map.Entry<String, JsonNode> e : in.properties()) {
            Field f = byName.get(e.getKey().toLowerCase(Locale.ROOT));
            if (f != null) {
                String path = where.path().isEmpty() ? f.path : where.path() + "." + f.path;
                values.put(f.name, f.type.readOrZero(e.getValue(), new Where(shortName, path)));
            }
        }
        return write(values);
    }

    private ObjectNode write(Map<String, JsonNode> values) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (Field f : fields) {
            JsonNode value = values.containsKey(f.name) ? values.get(f.name) : f.type.zero();
            if (!f.omitEmpty || !f.type.empty(value)) {
                out.set(f.name, value);
            }
        }
        return out;
    }

    /** Returns the object without the fields that are unset: reading that gives the same object again. */
    ObjectNode withoutUnset(ObjectNode value) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (Field f : fields) {
            JsonNode v = value.path(f.name);
            if (!v.isMissingNode() && !v.equals(f.type.zero())) {
                out.set(f.name, v);
            }
        }
        return out;
    }

    /** Collects fields. */
    static final class Builder {
        private final String goName;
        private final List<Field> fields = new ArrayList<>();

        private Builder(String goName) {
            this.goName = goName;
        }

        Builder field(String name, GoType type) {
            fields.add(new Field(name, name, type, false));
            return this;
        }

        Builder omitEmpty(String name, GoType type) {
            fields.add(new Field(name, name, type, true));
            return this;
        }

        /** Takes over the fields of an embedded struct. */
        Builder embed(String name, GoStruct struct) {
            for (Field f : struct.fields) {
                fields.add(new Field(f.name, name + "." + f.path, f.type, f.omitEmpty));
            }
            return this;
        }

        GoStruct build() {
            return new GoStruct(goName, fields);
        }
    }
}
