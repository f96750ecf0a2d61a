package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.Retries;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.StartFilesTemplate;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Archives in config maps, which the container's pods mount; owned by its record. Small ones share a map. One that needs
 * more room gets maps of its own, which pods know together or not at all.
 */
public final class KubernetesStartFiles implements StartFiles {
    /** All that is kept for a container, compressed: etcd holds it as long as the container is there. */
    private static final int LARGEST = 8 << 20;

    private final ConfigMaps shared;
    private final Resource<V1ConfigMap> parts;
    private final RecordHolders holders;

    /**
     * Makes the port.
     *
     * @param parts config maps by the API server itself: parts are written once and not read again, and would fill caches
     */
    public KubernetesStartFiles(
            CachedResource<V1ConfigMap> configMaps,
            Resource<V1ConfigMap> parts,
            RecordHolders holders,
            Readiness readiness) {
        this.shared = new ConfigMaps(configMaps, readiness, Keys.KIND_START_FILES);
        this.parts = parts;
        this.holders = holders;
    }

    @Override
    public void add(ContainerRecord record, List<String> argv, byte[] tar) {
        List<String> names = keep(record, StartArchive.of(tar));
        holders.of(record).change(record, old -> StartFilesTemplate.apply(old, names, argv));
    }

    @Override
    public boolean any(ContainerRecord record) {
        return !StartFilesTemplate.configMaps(holders.template(record)).isEmpty();
    }

    /** Writes the archive; returns the names of the maps that have it. */
    private List<String> keep(ContainerRecord record, StartArchive archive) {
        String name = Names.startFiles(record.objectName(), record.id());
        int[] others = StartFilesTemplate.configMaps(holders.template(record)).stream()
                .map(Names::startPartArchive)
                .flatMapToInt(OptionalInt::stream)
                .toArray();
        Map<String, byte[]> small = content(shared.find(name));
        int size = small.values().stream().mapToInt(bytes -> bytes.length).sum();
        if (size + others.length * StartArchive.CHUNK + archive.bytes().length > LARGEST) {
            throw EngineException.unsupported("the files for the start of container " + record.name()
                    + " are more than "
                    + (LARGEST >> 20) + " MiB (compressed), which is all that is kept for it in Kubernetes: copy them"
                    + " while it runs, or put them into a volume");
        }
        if (size + archive.bytes().length > StartArchive.CHUNK) {
            return keepParts(record, archive, StartArchive.next(small.keySet(), others));
        }
        shared.write(name, there -> {
            Map<String, byte[]> content = new TreeMap<>(content(there));
            content.put(archive.key(StartArchive.next(content.keySet(), others), 0), archive.bytes());
            return Optional.of(map(record, name, Keys.KIND_START_FILES, content));
        });
        return List.of(name);
    }

    /** What is there by the same name was left by an attempt that did not come to its end, and is the same. */
    private List<String> keepParts(ContainerRecord record, StartArchive archive, int number) {
        List<byte[]> chunks = archive.chunks();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            String name = Names.startPart(record.objectName(), record.id(), number, archive.digest(), i);
            V1ConfigMap part = map(record, name, Keys.KIND_START_PART, Map.of(archive.key(number, i), chunks.get(i)));
            Retries.call("create ConfigMap " + name, again -> {
                try {
                    return parts.create(part);
                } catch (StatusException e) {
                    if (e.code() != 409) {
                        throw e;
                    }
                    return part;
                }
            });
            names.add(name);
        }
        return names;
    }

    private static Map<String, byte[]> content(Optional<V1ConfigMap> map) {
        return map.map(ConfigMaps::bytes).orElseGet(Map::of);
    }

    private V1ConfigMap map(ContainerRecord record, String name, String kind, Map<String, byte[]> content) {
        V1ObjectMeta metadata = shared.metadata(name, record.id(), record.name())
                .putLabelsItem(Keys.KIND, kind)
                .addOwnerReferencesItem(holders.owner(record));
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(metadata)
                .binaryData(content);
    }
}
