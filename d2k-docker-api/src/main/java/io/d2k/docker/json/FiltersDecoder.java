package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code filters} parameters. */
public final class FiltersDecoder {
    private FiltersDecoder() {}

    /**
     * Reads the parameter's value, decoded from the URL: a map of lists, or a map of maps to true.
     *
     * @throws EngineException of kind INVALID in Docker's words when it is neither
     */
    public static Filters decode(Optional<String> text) {
        if (text.orElse("").isEmpty()) {
            return Filters.NONE;
        }
        JsonNode tree;
        try {
            tree = DockerJson.tree(text.get().getBytes(StandardCharsets.UTF_8));
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "invalid filter", e);
        }
        if (tree.isNull()) {
            return Filters.NONE;
        }
        if (!tree.isObject()) {
            throw invalid();
        }
        var out = new LinkedHashMap<String, List<String>>();
        boolean maps = tree.properties().stream().anyMatch(e -> e.getValue().isObject());
        for (Map.Entry<String, JsonNode> e : tree.properties()) {
            out.put(e.getKey(), values(e.getValue(), maps));
        }
        return new Filters(out);
    }

    private static List<String> values(JsonNode node, boolean maps) {
        var out = new ArrayList<String>();
        if (node.isArray() && !maps) {
            for (JsonNode v : node) {
                if (!v.isTextual()) {
                    throw invalid();
                }
                out.add(v.textValue());
            }
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> e : node.properties()) {
                if (!e.getValue().isBoolean() && !e.getValue().isNull()) {
                    throw invalid();
                }
                out.add(e.getKey());
            }
        } else if (!node.isNull()) {
            throw invalid();
        }
        return out;
    }

    private static EngineException invalid() {
        return EngineException.invalid("invalid filter");
    }
}
