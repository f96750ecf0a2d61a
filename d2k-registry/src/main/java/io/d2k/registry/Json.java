package io.d2k.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A JSON object of a registry, read with a clear failure where a field has the wrong type. */
record Json(JsonNode node, String what) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Parses an object.
     *
     * @param what what it is, for messages
     * @throws RegistryFailure when it is no JSON object
     */
    static Json parse(byte[] text, String what) throws RegistryFailure {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.isObject()) {
                throw RegistryFailure.unreachable("invalid " + what + ": no JSON object");
            }
            return new Json(node, what);
        } catch (JsonProcessingException e) {
            throw RegistryFailure.unreachable("invalid " + what + ": " + Words.shorten(e.getOriginalMessage()));
        } catch (IOException e) {
            throw RegistryFailure.unreachable("invalid " + what + ": " + e.getMessage());
        }
    }

    /** Returns whether the field is there and not null. */
    boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** Returns a text, empty where there is none. */
    String text(String field) throws RegistryFailure {
        return has(field) ? string(node.get(field), field) : "";
    }

    /** Returns a whole number, zero where there is none. */
    long number(String field) throws RegistryFailure {
        if (!has(field)) {
            return 0;
        }
        JsonNode value = node.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field);
        }
        return value.longValue();
    }

    /** Returns a truth value, false where there is none. */
    boolean flag(String field) throws RegistryFailure {
        if (has(field) && !node.get(field).isBoolean()) {
            throw wrong(field);
        }
        return has(field) && node.get(field).booleanValue();
    }

    /** Returns an object, an empty one where there is none. */
    Json object(String field) throws RegistryFailure {
        if (!has(field)) {
            return new Json(MAPPER.createObjectNode(), what);
        }
        if (!node.get(field).isObject()) {
            throw wrong(field);
        }
        return new Json(node.get(field), what);
    }

    /** Returns a list of objects, an empty one where there is none. */
    List<Json> objects(String field) throws RegistryFailure {
        List<Json> objects = new ArrayList<>();
        for (JsonNode value : array(field)) {
            if (!value.isObject()) {
                throw wrong(field);
            }
            objects.add(new Json(value, what));
        }
        return objects;
    }

    /** Returns a list of texts, an empty one where there is none. */
    List<String> texts(String field) throws RegistryFailure {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : array(field)) {
            texts.add(string(value, field));
        }
        return texts;
    }

    /** Returns an object of texts, an empty one where there is none. */
    Map<String, String> textMap(String field) throws RegistryFailure {
        Map<String, String> map = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : object(field).node().properties()) {
            map.put(entry.getKey(), string(entry.getValue(), field));
        }
        return map;
    }

    /** Returns the keys of an object in order; what they stand for does not matter. */
    List<String> keys(String field) throws RegistryFailure {
        return object(field).node().properties().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private JsonNode array(String field) throws RegistryFailure {
        if (!has(field)) {
            return MAPPER.createArrayNode();
        }
        if (!node.get(field).isArray()) {
            throw wrong(field);
        }
        return node.get(field);
    }

    private String string(JsonNode value, String field) throws RegistryFailure {
        if (!value.isTextual()) {
            throw wrong(field);
        }
        return value.textValue();
    }

    private RegistryFailure wrong(String field) {
        return RegistryFailure.unreachable("invalid " + what + ": unexpected value of \"" + field + "\"");
    }
}
