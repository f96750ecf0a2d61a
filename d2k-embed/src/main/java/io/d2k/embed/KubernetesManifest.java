package io.d2k.embed;

import io.d2k.server.ManifestWriter;
import java.util.Map;

/**
 * One Kubernetes object.
 *
 * @param kind such as {@code Deployment}
 * @param name its name
 * @param tree the object: maps with sorted keys, lists, texts, numbers and booleans
 */
public record KubernetesManifest(String kind, String name, Map<String, Object> tree) {
    /** Returns it as a YAML document. */
    public String yaml() {
        return ManifestWriter.yaml(tree);
    }

    /** Returns it as JSON. */
    public String json() {
        return ManifestWriter.json(tree);
    }
}
