package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The logs of earlier runs as a config map for each container, owned by the container's record. */
public final class KubernetesLogArchive implements LogArchive {
    private static final String DATA = "log.gz";
    /** The names of so many runs are remembered; no older one is ever added again. */
    private static final int REMEMBERED_SOURCES = 200;

    private final ConfigMaps maps;
    private final Function<ContainerRecord, V1OwnerReference> owners;

    /**
     * Makes an archive.
     *
     * @param kind value of the label {@code d2k.io/kind}
     * @param owners gives whose removal takes the log of a container away
     */
    public KubernetesLogArchive(
            CachedResource<V1ConfigMap> configMaps,
            String kind,
            Function<ContainerRecord, V1OwnerReference> owners,
            Readiness readiness) {
        this.maps = new ConfigMaps(configMaps, readiness, kind);
        this.owners = owners;
    }

    @Override
    public List<LogLine> read(String containerId) {
        return maps.all().stream()
                .filter(map -> Keys.annotation(map.getMetadata(), Keys.ID).equals(Optional.of(containerId)))
                .findFirst()
                .map(KubernetesLogArchive::lines)
                .orElseGet(List::of);
    }

    @Override
    public void append(ContainerRecord record, String source, List<LogLine> lines) {
        String name = Names.logArchive(record.objectName(), record.id());
        maps.write(name, before -> {
            List<String> sources = before.map(KubernetesLogArchive::sources).orElseGet(List::of);
            return sources.contains(source)
                    ? Optional.empty()
                    : Optional.of(map(record, name, sources, source, joined(before, lines)));
        });
    }

    @Override
    public void retain(Predicate<String> containerIds) {
        maps.all().stream()
                .map(V1ConfigMap::getMetadata)
                .filter(m -> Keys.annotation(m, Keys.ID).filter(containerIds).isEmpty())
                .forEach(m -> maps.remove(m.getName()));
    }

    private V1ConfigMap map(
            ContainerRecord record, String name, List<String> sources, String source, List<LogLine> lines) {
        var all = new ArrayList<>(sources);
        all.add(source);
        List<String> remembered = all.subList(Math.max(0, all.size() - REMEMBERED_SOURCES), all.size());
        V1ObjectMeta metadata = maps.metadata(name, record.id(), record.name());
        metadata.putAnnotationsItem(Keys.SOURCES, Json.array(remembered).toString());
        metadata.addOwnerReferencesItem(owners.apply(record));
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(metadata)
                .binaryData(Map.of(DATA, LogArchiveFormat.write(lines)));
    }

    private static List<LogLine> joined(Optional<V1ConfigMap> before, List<LogLine> lines) {
        var all = new ArrayList<LogLine>();
        before.map(KubernetesLogArchive::lines).ifPresent(all::addAll);
        all.addAll(lines);
        return all;
    }

    private static List<LogLine> lines(V1ConfigMap map) {
        byte[] bytes = ConfigMaps.bytes(map).get(DATA);
        return bytes == null ? List.of() : LogArchiveFormat.read(bytes);
    }

    private static List<String> sources(V1ConfigMap map) {
        return Keys.annotation(map.getMetadata(), Keys.SOURCES)
                .map(text -> Json.texts(Json.parse(text)))
                .orElseGet(List::of);
    }
}
