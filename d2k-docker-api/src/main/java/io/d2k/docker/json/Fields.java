package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of an object that {@link GoStruct} has read, so that types need no further check.
 *
 * @param node the object; a missing or null one has no field set
 */
record Fields(JsonNode node) {
    String text(String name) {
        return node.path(name).asText("");
    }

    boolean flag(String name) {
        return node.path(name).asBoolean(false);
    }

    long number(String name) {
        JsonNode value = node.path(name);
        return value.isBigInteger() ? Long.MAX_VALUE : value.asLong(0); // the engine's largest are unsigned
    }

    int count(String name) {
        return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    Fields object(String name) {
        return new Fields(node.path(name));
    }

    boolean isSet(String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    Optional<String> textIfSet(String name) {
        return Optional.of(text(name)).filter(t -> !t.isEmpty());
    }

    List<String> texts(String name) {
        var out = new ArrayList<String>();
        node.path(name).forEach(e -> out.add(e.asText("")));
        return out;
    }

    Optional<List<String>> textsIfSet(String name) {
        return isSet(name) ? Optional.of(texts(name)) : Optional.empty();
    }

    List<String> keys(String name) {
        return object(name).names();
    }

    List<String> names() {
        var out = new ArrayList<String>();
        node.properties().forEach(e -> out.add(e.getKey()));
        return out;
    }

    Map<String, String> map(String name) {
        var out = new LinkedHashMap<String, String>();
        node.path(name)
                .properties()
                .forEach(e -> out.put(e.getKey(), e.getValue().asText("")));
        return out;
    }

    List<Fields> objects(String name) {
        var out = new ArrayList<Fields>();
        node.path(name).forEach(e -> out.add(new Fields(e)));
        return out;
    }

    Map<String, Fields> objectsByKey(String name) {
        var out = new LinkedHashMap<String, Fields>();
        node.path(name).properties().forEach(e -> out.put(e.getKey(), new Fields(e.getValue())));
        return out;
    }
}
