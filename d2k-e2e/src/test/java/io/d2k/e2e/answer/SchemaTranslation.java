package io.d2k.e2e.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Makes JSON Schema out of the dialect of Swagger 2.0 in which Docker describes its API. */
final class SchemaTranslation {
    private static final List<String> KEPT =
            List.of("$ref", "type", "enum", "required", "minimum", "maximum", "pattern", "minLength", "maxLength");
    private static final String TIME =
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$";

    private SchemaTranslation() {}

    /** Translates all definitions. */
    static JsonNode definitions(JsonNode definitions) {
        return eachOf(definitions);
    }

    /** Translates one schema. What only explains, such as an example, is left out. */
    static ObjectNode translate(JsonNode swagger) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        KEPT.stream().filter(swagger::has).forEach(word -> schema.set(word, swagger.get(word)));
        if (swagger.has("properties")) {
            schema.set("properties", eachOf(swagger.get("properties")));
        }
        for (String word : List.of("items", "additionalProperties")) {
            JsonNode inner = swagger.path(word);
            if (inner.isObject()) {
                schema.set(word, translate(inner));
            }
        }
        if (swagger.has("allOf")) {
            var all = schema.putArray("allOf");
            swagger.get("allOf").forEach(part -> all.add(translate(part)));
        }
        format(swagger.path("format").asText(""), schema);
        return swagger.path("x-nullable").asBoolean() ? nullOr(schema) : schema;
    }

    private static ObjectNode eachOf(JsonNode schemas) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        schemas.properties().forEach(entry -> out.set(entry.getKey(), translate(entry.getValue())));
        return out;
    }

    private static void format(String format, ObjectNode schema) {
        switch (format) {
            case "uint8", "uint16", "uint32", "uint64" -> schema.put("minimum", 0);
            case "dateTime", "date-time" -> schema.put("pattern", TIME);
            default -> {
                // The others say what the text is for.
            }
        }
    }

    /** Says of a wrong value what is wrong by the schema, not that it is not null either. */
    private static ObjectNode nullOr(ObjectNode schema) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putObject("if").put("type", "null");
        out.set("else", schema);
        return out;
    }
}
