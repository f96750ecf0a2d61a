package io.d2k.k8s.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.k8s.manifest.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Objects as they were sent to a cluster, freed of what only that cluster knows. */
final class Manifests {
    /** The address of Services in a dry run; never printed. */
    static final String ANY_CLUSTER_IP = "192.0.2.1";

    /** Owners have an identity that is given by the cluster; without it Kubernetes would remove what they own. */
    private static final Set<String> GIVEN =
            Set.of("uid", "resourceVersion", "creationTimestamp", "generation", "ownerReferences", "managedFields");

    private static final Set<String> OF_A_SWARM = Set.of(Keys.KIND_SERVICE, Keys.KIND_SECRET, Keys.KIND_CONFIG);

    private Manifests() {}

    static Manifest of(JsonObject made) {
        JsonObject object = made.deepCopy();
        object.remove("status");
        JsonObject metadata = object.getAsJsonObject("metadata");
        Optional<String> swarmId = swarmId(metadata);
        GIVEN.forEach(metadata::remove);
        if (metadata.has("annotations")) {
            JsonObject annotations = metadata.getAsJsonObject("annotations");
            // when it is created is when it is applied, and by whom does not matter
            annotations.remove(Keys.CREATED);
            annotations.remove(Keys.ORIGIN);
            swarmId.ifPresent(id -> annotations.addProperty(Keys.ID, id));
        }
        ServiceManifests.freeOfTime(object);
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

    /** What belongs to an object of a swarm names its ID, which would follow from a UID that another cluster gives anew. */
    private static Optional<String> swarmId(JsonObject metadata) {
        return metadata.get("labels") instanceof JsonObject labels
                        && labels.has(Keys.KIND)
                        && OF_A_SWARM.contains(labels.get(Keys.KIND).getAsString())
                ? Optional.of(SwarmId.of(metadata.get("uid").getAsString()))
                : Optional.empty();
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
