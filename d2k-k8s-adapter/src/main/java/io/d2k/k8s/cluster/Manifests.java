package io.d2k.k8s.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.d2k.k8s.manifest.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Objects as they were sent to a cluster, freed of what only that cluster knows. */
final class Manifests {
    /** The address of Services in a dry run; never printed. */
    static final String ANY_CLUSTER_IP = "192.0.2.1";

    /** Owners have an identity that is given by the cluster; without it Kubernetes would remove what they own. */
    private static final Set<String> GIVEN =
            Set.of("uid", "resourceVersion", "creationTimestamp", "generation", "ownerReferences", "managedFields");

    private Manifests() {}

    static Manifest of(JsonObject made) {
        JsonObject object = made.deepCopy();
        object.remove("status");
        JsonObject metadata = object.getAsJsonObject("metadata");
        GIVEN.forEach(metadata::remove);
        // when it is created is when it is applied
        if (metadata.has("annotations")) {
            metadata.getAsJsonObject("annotations").remove(Keys.CREATED);
        }
        if (object.get("data") instanceof JsonObject data && data.has(Keys.KIND_NETWORK)) {
            JsonObject network = JsonParser.parseString(
                            data.get(Keys.KIND_NETWORK).getAsString())
                    .getAsJsonObject();
            network.remove("created");
            data.addProperty(Keys.KIND_NETWORK, network.toString());
        }
        if (object.get("spec") instanceof JsonObject spec
                && spec.has("clusterIP")
                && spec.get("clusterIP").getAsString().equals(ANY_CLUSTER_IP)) {
            spec.remove("clusterIP");
        }
        return new Manifest(
                object.get("kind").getAsString(), metadata.get("name").getAsString(), map(object));
    }

    /** Keys in order, as kubectl prints them: the same every time. */
    private static Map<String, Object> map(JsonObject object) {
        Map<String, Object> map = new TreeMap<>();
        object.entrySet().forEach(e -> map.put(e.getKey(), value(e.getValue())));
        return map;
    }

    private static Object value(JsonElement element) {
        return switch (element) {
            case JsonObject o -> map(o);
            case JsonArray a -> {
                List<Object> list = new ArrayList<>();
                a.forEach(item -> list.add(value(item)));
                yield list;
            }
            case JsonPrimitive p when p.isBoolean() -> p.getAsBoolean();
            case JsonPrimitive p when p.isNumber() -> p.getAsNumber();
            default -> element.isJsonNull() ? "" : element.getAsString();
        };
    }
}
