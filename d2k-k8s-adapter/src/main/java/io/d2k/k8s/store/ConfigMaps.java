package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** Records that are kept in config maps of one kind. */
final class ConfigMaps {
    private final CachedResource<V1ConfigMap> resource;
    private final Readiness readiness;
    private final String kind;

    /**
     * Makes one.
     *
     * @param kind value of the label {@code d2k.io/kind}
     */
    ConfigMaps(CachedResource<V1ConfigMap> resource, Readiness readiness, String kind) {
        this.resource = resource;
        this.readiness = readiness;
        this.kind = kind;
    }

    List<V1ConfigMap> all() {
        readiness.require();
        return resource.all().stream()
                .filter(map -> Keys.is(map.getMetadata(), kind))
                .toList();
    }

    Optional<V1ConfigMap> find(String name) {
        readiness.require();
        return resource.get(name).filter(map -> Keys.is(map.getMetadata(), kind));
    }

    V1ConfigMap create(V1ConfigMap map) {
        readiness.require();
        return resource.create(map);
    }

    /**
     * Makes or replaces a map, from its newest state.
     *
     * @param change gives the new state for the present one; nothing to leave it as it is
     */
    void write(String name, Function<Optional<V1ConfigMap>, Optional<V1ConfigMap>> change) {
        readiness.require();
        Contention.settle(
                () -> {
                    Optional<V1ConfigMap> before = find(name);
                    return change.apply(before)
                            .map(after -> Contention.write(
                                    () -> before.isPresent() ? replace(before.get(), after) : add(after)));
                },
                () -> resource.refresh(name));
    }

    void remove(String name) {
        find(name).ifPresent(map -> resource.delete(map, OptionalLong.empty()));
    }

    /** Returns the metadata of a map of this kind. */
    V1ObjectMeta metadata(String objectName, String id, String name) {
        return new V1ObjectMeta()
                .name(objectName)
                .labels(new TreeMap<>(Map.of(
                        Keys.MANAGED_BY,
                        Keys.D2K,
                        Keys.KIND,
                        kind,
                        Keys.ID,
                        Keys.idLabel(id),
                        Keys.NAME,
                        Names.label(name))))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id, Keys.NAME, name)));
    }

    private V1ConfigMap replace(V1ConfigMap before, V1ConfigMap after) {
        after.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
        try {
            return resource.replace(after);
        } catch (EngineException e) {
            // Removed meanwhile: the next attempt, from the newest state, makes it anew.
            throw e.kind() == ErrorKind.NOT_FOUND ? EngineException.conflict(e.getMessage()) : e;
        }
    }

    /** What is found in place of the new map was made by somebody else, whose content must not be lost. */
    private V1ConfigMap add(V1ConfigMap map) {
        V1ConfigMap made = resource.create(map);
        boolean own = new TreeMap<>(data(made)).equals(new TreeMap<>(data(map)))
                && bytes(made).keySet().equals(bytes(map).keySet())
                && bytes(map).entrySet().stream()
                        .allMatch(e -> java.util.Arrays.equals(
                                e.getValue(), bytes(made).get(e.getKey())));
        if (!own) {
            throw EngineException.conflict("ConfigMap " + map.getMetadata().getName() + " was made by somebody else");
        }
        return made;
    }

    static Map<String, String> data(V1ConfigMap map) {
        return map.getData() == null ? Map.of() : map.getData();
    }

    static Map<String, byte[]> bytes(V1ConfigMap map) {
        return map.getBinaryData() == null ? Map.of() : map.getBinaryData();
    }
}
