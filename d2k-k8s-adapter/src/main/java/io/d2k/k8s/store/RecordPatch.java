package io.d2k.k8s.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.k8s.manifest.Keys;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The difference between two states of a container's record, as a JSON merge patch. */
final class RecordPatch {
    private RecordPatch() {}

    /**
     * Returns the patch from one state to the other; it fails where the object is no longer at that version.
     *
     * @param version the {@code resourceVersion} that {@code before} was read at
     * @return nothing where there is no difference
     */
    static Optional<JsonObject> of(ContainerRecord before, ContainerRecord after, String version) {
        JsonObject metadata = new JsonObject();
        put(metadata, "labels", difference(RecordAnnotations.labels(before), RecordAnnotations.labels(after)));
        put(
                metadata,
                "annotations",
                difference(RecordAnnotations.annotations(before), RecordAnnotations.annotations(after)));
        JsonObject patch = new JsonObject();
        if (before.kind() == WorkloadKind.DEPLOYMENT) {
            put(patch, "spec", scale(before, after));
        }
        if (metadata.isEmpty() && patch.isEmpty()) {
            return Optional.empty();
        }
        metadata.addProperty("resourceVersion", version);
        patch.add("metadata", metadata);
        return Optional.of(patch);
    }

    /**
     * Returns the patch that starts a Deployment.
     *
     * @param earlier the UIDs of the pods of earlier starts
     * @param paused whether its controller makes no pods yet
     */
    static JsonObject start(ContainerRecord before, int run, Set<String> earlier, boolean paused, String version) {
        JsonObject patch = of(before, before.started(run), version).orElseThrow();
        patch.getAsJsonObject("spec").addProperty("paused", paused);
        JsonElement pods =
                earlier.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(String.join(" ", new TreeSet<>(earlier)));
        patch.getAsJsonObject("metadata").getAsJsonObject("annotations").add(Keys.EARLIER_PODS, pods);
        return patch;
    }

    /** Returns the patch that pauses a Deployment. */
    static JsonObject pause(String version) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", version);
        JsonObject spec = new JsonObject();
        spec.addProperty("paused", true);
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        patch.add("spec", spec);
        return patch;
    }

    /** A start also ends the pause that keeps a new plan from a running pod. */
    private static JsonObject scale(ContainerRecord before, ContainerRecord after) {
        JsonObject spec = new JsonObject();
        if (before.wanted() != after.wanted()) {
            spec.addProperty("replicas", after.wanted() ? 1 : 0);
        }
        if (after.wanted() && (!before.wanted() || after.run() > before.run())) {
            spec.addProperty("paused", false);
        }
        return spec;
    }

    private static JsonObject difference(Map<String, String> before, Map<String, String> after) {
        JsonObject difference = new JsonObject();
        before.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .forEach(key -> difference.add(key, JsonNull.INSTANCE));
        after.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                difference.addProperty(key, value);
            }
        });
        return difference;
    }

    private static void put(JsonObject parent, String key, JsonObject child) {
        if (!child.isEmpty()) {
            parent.add(key, child);
        }
    }
}
