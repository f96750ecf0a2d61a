package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.error.EngineException;

/**
 * Where a value stands.
 *
 * @param struct name of the struct that it is a field of
 * @param path fields from the document's root
 */
record Where(String struct, String path) {
    /** The document itself. */
    static final Where ROOT = new Where("", "");

    /** Returns the refusal of a value. */
    EngineException mismatch(JsonNode in, String goName) {
        String what = switch (in.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case STRING -> "string";
            default -> "object";
        };
        return refuse(what, goName);
    }

    /** Returns the refusal of a number that does not fit. */
    EngineException unfit(JsonNode in, String goName) {
        return refuse("number " + in.asText(), goName);
    }

    private EngineException refuse(String what, String goName) {
        String place = path.isEmpty() ? "Go value" : "Go struct field " + struct + "." + path;
        return EngineException.invalid(
                "invalid JSON: json: cannot unmarshal " + what + " into " + place + " of type " + goName);
    }
}
