package io.d2k.k8s.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.d2k.domain.container.PodPlan.AtStart;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.LinkedTemplate;
import io.d2k.k8s.manifest.Preparation;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Optional;

/** The change of what is done before the process of later pods, of how they resolve names, and of what they know of links, as a JSON merge patch. */
final class StartPatch {
    /** What a pod has that names none. */
    private static final String DEFAULT_POLICY = "ClusterFirst";

    private StartPatch() {}

    /**
     * Returns the patch of the object that holds a template.
     *
     * @param resolver a pod spec that resolves names in the same way
     * @param path where in the object the template is
     * @return nothing where its pods do so already
     */
    static Optional<JsonObject> of(
            V1ObjectMeta metadata, V1PodTemplateSpec template, AtStart settings, V1PodSpec resolver, String... path) {
        V1PodSpec now = template.getSpec();
        JsonObject patch = new JsonObject();
        List<V1Container> wanted = Preparation.of(now, settings.fills(), settings.unplugged());
        if (!commands(wanted).equals(commands(now.getInitContainers()))) {
            patch.add(
                    "initContainers",
                    wanted.isEmpty() ? JsonNull.INSTANCE : JSON.getGson().toJsonTree(wanted));
        }
        if (!policy(resolver).equals(policy(now)) || !config(resolver).equals(config(now))) {
            patch.addProperty("dnsPolicy", policy(resolver));
            patch.add("dnsConfig", config(resolver));
        }
        Optional<V1PodTemplateSpec> linked = LinkedTemplate.of(template, settings);
        linked.map(V1PodTemplateSpec::getSpec).ifPresent(spec -> {
            patch.add("containers", list(spec.getContainers()));
            patch.add("hostAliases", list(spec.getHostAliases()));
        });
        if (patch.isEmpty()) {
            return Optional.empty();
        }
        JsonObject whole = within("spec", patch);
        linked.ifPresent(t -> whole.add("metadata", annotation(t)));
        return Optional.of(placed(whole, metadata, path));
    }

    private static JsonObject placed(JsonObject template, V1ObjectMeta metadata, String... path) {
        JsonObject patch = template;
        for (int i = path.length - 1; i >= 0; i--) {
            patch = within(path[i], patch);
        }
        JsonObject version = new JsonObject();
        version.addProperty("resourceVersion", metadata.getResourceVersion());
        patch.add("metadata", version);
        return patch;
    }

    private static JsonObject annotation(V1PodTemplateSpec template) {
        JsonObject annotations = new JsonObject();
        annotations.addProperty(
                Keys.LINKED,
                Keys.annotation(template.getMetadata(), Keys.LINKED).orElse(null));
        return within("annotations", annotations);
    }

    /** What is done stands in the command; the rest of the container follows from that. */
    private static List<List<String>> commands(List<V1Container> containers) {
        return containers == null
                ? List.of()
                : containers.stream().map(V1Container::getCommand).toList();
    }

    private static String policy(V1PodSpec spec) {
        return spec.getDnsPolicy() == null ? DEFAULT_POLICY : spec.getDnsPolicy();
    }

    /** A merge patch leaves alone what it does not name, so each part is named. */
    private static JsonObject config(V1PodSpec spec) {
        V1PodDNSConfig config = spec.getDnsConfig() == null ? new V1PodDNSConfig() : spec.getDnsConfig();
        JsonObject parts = new JsonObject();
        parts.add("nameservers", list(config.getNameservers()));
        parts.add("searches", list(config.getSearches()));
        parts.add("options", list(config.getOptions()));
        return parts;
    }

    private static JsonElement list(List<?> list) {
        return list == null || list.isEmpty()
                ? JsonNull.INSTANCE
                : JSON.getGson().toJsonTree(list);
    }

    private static JsonObject within(String key, JsonObject inner) {
        JsonObject outer = new JsonObject();
        outer.add(key, inner);
        return outer;
    }
}
