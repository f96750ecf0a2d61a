package io.d2k.k8s.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.d2k.k8s.manifest.Keys;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The record of a swarm's service, freed of what only a cluster knows. */
final class ServiceManifests {
    private static final String STATE = "state";
    private static final String TASKS = "tasks";

    private ServiceManifests() {}

    /** Takes times and tasks out of a record; leaves all else alone. */
    static void freeOfTime(JsonObject object) {
        if (!(object.get("data") instanceof JsonObject data) || !data.has(STATE) || !data.has(TASKS)) {
            return;
        }
        JsonObject state = JsonParser.parseString(data.get(STATE).getAsString()).getAsJsonObject();
        state.remove("created");
        state.remove("updated");
        data.addProperty(STATE, state.toString());
        data.addProperty(TASKS, "[]");
    }

    /** Returns the data of a record without IDs that only a cluster can give: d2k then goes by the names beside them. */
    static Map<String, Object> withoutIds(Map<?, ?> data, Set<String> ids) {
        Map<String, Object> changed = new TreeMap<>();
        data.forEach((key, value) -> {
            String text = value.toString();
            for (String id : ids) {
                text = text.replace(id, "");
            }
            changed.put(key.toString(), text);
        });
        return changed;
    }

    /** Returns whether an object is such a record. */
    static boolean is(Manifest manifest) {
        return manifest.metadata().get("labels") instanceof Map<?, ?> labels
                && Keys.KIND_SERVICE.equals(labels.get(Keys.KIND));
    }
}
