package io.d2k.k8s.cluster;

import io.d2k.k8s.manifest.Keys;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One object for {@code kubectl apply}.
 *
 * @param kind such as {@code Deployment}
 * @param name its name
 * @param tree the object: maps with sorted keys, lists, texts, numbers and booleans
 */
public record Manifest(String kind, String name, Map<String, Object> tree) {
    private static final List<String> KINDS = List.of(
            "ConfigMap",
            "Secret",
            "PersistentVolumeClaim",
            "Service",
            "NetworkPolicy",
            "PodTemplate",
            "Deployment",
            "DaemonSet",
            "Pod");

    /** What others need comes first. */
    public static final Comparator<Manifest> APPLY_ORDER = Comparator.comparingInt(m -> KINDS.indexOf(m.kind()));

    /** Returns what the object says in its metadata. */
    public Map<?, ?> metadata() {
        return tree.get("metadata") instanceof Map<?, ?> metadata ? metadata : Map.of();
    }

    /** Returns an annotation. */
    public Optional<String> annotation(String key) {
        return value("annotations", key);
    }

    private Optional<String> value(String part, String key) {
        return metadata().get(part) instanceof Map<?, ?> values
                ? Optional.ofNullable(values.get(key)).map(Object::toString)
                : Optional.empty();
    }

    /** Returns whether it stands for the thing of that ID. */
    public boolean standsFor(String id) {
        return annotation(Keys.ID).equals(Optional.of(id));
    }

    /** Returns whether it says no more than that an image was pulled, which nothing runs by. */
    public boolean isPull() {
        return value("labels", Keys.KIND).equals(Optional.of(Keys.KIND_IMAGE));
    }

    /** Returns this in a namespace. */
    public Manifest in(String namespace) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata().forEach((key, value) -> metadata.put(key.toString(), value));
        metadata.put("namespace", namespace);
        return with("metadata", metadata);
    }

    /** Returns this without IDs that only a cluster can give: d2k then goes by the names beside them. */
    public Manifest withoutIds(Set<String> ids) {
        if (ServiceManifests.is(this) && tree.get("data") instanceof Map<?, ?> data) {
            return with("data", ServiceManifests.withoutIds(data, ids));
        }
        if (!(metadata().get("annotations") instanceof Map<?, ?> annotations)) {
            return this;
        }
        Map<String, Object> changed = new TreeMap<>();
        annotations.forEach((key, value) -> {
            String text = value.toString();
            for (String id : ids) {
                text = key.equals(Keys.NETWORKS) ? text.replace(id, "") : text;
            }
            changed.put(key.toString(), text);
        });
        Map<String, Object> metadata = new TreeMap<>();
        metadata().forEach((key, value) -> metadata.put(key.toString(), value));
        metadata.put("annotations", changed);
        return with("metadata", metadata);
    }

    private Manifest with(String key, Object value) {
        Map<String, Object> changed = new TreeMap<>(tree);
        changed.put(key, value);
        return new Manifest(kind, name, changed);
    }
}
