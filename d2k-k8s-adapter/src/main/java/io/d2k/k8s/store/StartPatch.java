package io.d2k.k8s.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.k8s.manifest.FillContainer;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Optional;

/** The change of what later pods fill, as a JSON merge patch. */
final class FillPatch {
    private FillPatch() {}

    /**
     * Returns the patch of the object that holds a template.
     *
     * @param path where in the object the template is
     * @return nothing where its pods fill just these mounts already
     */
    static Optional<JsonObject> of(
            V1ObjectMeta metadata, V1PodTemplateSpec template, List<Mount> fills, String... path) {
        List<V1Container> wanted = FillContainer.of(template.getSpec(), fills);
        if (commands(wanted).equals(commands(template.getSpec().getInitContainers()))) {
            return Optional.empty();
        }
        JsonElement containers =
                wanted.isEmpty() ? JsonNull.INSTANCE : JSON.getGson().toJsonTree(wanted);
        JsonObject patch = new JsonObject();
        patch.add("initContainers", containers);
        patch = within("spec", patch);
        for (int i = path.length - 1; i >= 0; i--) {
            patch = within(path[i], patch);
        }
        JsonObject version = new JsonObject();
        version.addProperty("resourceVersion", metadata.getResourceVersion());
        patch.add("metadata", version);
        return Optional.of(patch);
    }

    /** What is filled stands in the command; the rest of the container follows from that. */
    private static List<List<String>> commands(List<V1Container> containers) {
        return containers == null
                ? List.of()
                : containers.stream().map(V1Container::getCommand).toList();
    }

    private static JsonObject within(String key, JsonObject inner) {
        JsonObject outer = new JsonObject();
        outer.add(key, inner);
        return outer;
    }
}
