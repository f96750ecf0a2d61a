package io.d2k.k8s.store;

import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** References that were taken from images and not given again since, in one config map: the newest of them, oldest first. */
final class RemovedImages {
    private static final int REMEMBERED = 500;
    private static final String DATA = "references";

    private final ConfigMaps maps;

    RemovedImages(CachedResource<V1ConfigMap> configMaps, Readiness readiness) {
        this.maps = new ConfigMaps(configMaps, readiness, Keys.KIND_REMOVED_IMAGES);
    }

    boolean has(String reference) {
        return maps.find(Names.REMOVED_IMAGES).map(RemovedImages::read).orElse(List.of()).stream()
                .anyMatch(reference::equals);
    }

    void add(String reference) {
        maps.write(Names.REMOVED_IMAGES, before -> {
            List<String> references = without(reference, before);
            references.add(reference);
            return Optional.of(map(references.subList(Math.max(0, references.size() - REMEMBERED), references.size())));
        });
    }

    void drop(String reference) {
        if (has(reference)) {
            maps.write(
                    Names.REMOVED_IMAGES,
                    before -> before.isEmpty() ? before : Optional.of(map(without(reference, before))));
        }
    }

    private static List<String> without(String reference, Optional<V1ConfigMap> before) {
        List<String> references =
                new ArrayList<>(before.map(RemovedImages::read).orElse(List.of()));
        references.remove(reference);
        return references;
    }

    private V1ConfigMap map(List<String> references) {
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(maps.metadata(Names.REMOVED_IMAGES, Names.digest(Names.REMOVED_IMAGES), Names.REMOVED_IMAGES))
                .data(Map.of(DATA, Json.array(references).toString()));
    }

    private static List<String> read(V1ConfigMap map) {
        return Json.texts(Json.parse(ConfigMaps.data(map).getOrDefault(DATA, "[]")));
    }
}
