package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.StartFilesTemplate;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Archives in a config map for each container, which its pods mount; owned by the container's record. */
public final class KubernetesStartFiles implements StartFiles {
    /** Kubernetes takes objects of 1 MiB, written in base 64. */
    private static final int LARGEST = 700 << 10;
    /** Up to this size archives stay plain, so that images without gzip can unpack them. */
    private static final int PLAIN = 64 << 10;

    private final ConfigMaps maps;
    private final CachedResource<V1PodTemplate> podTemplates;
    private final CachedResource<V1Deployment> deployments;
    private final RecordOwners owners;

    /** Makes the port. */
    public KubernetesStartFiles(
            CachedResource<V1ConfigMap> configMaps,
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            RecordOwners owners,
            Readiness readiness) {
        this.maps = new ConfigMaps(configMaps, readiness, Keys.KIND_START_FILES);
        this.podTemplates = podTemplates;
        this.deployments = deployments;
        this.owners = owners;
    }

    @Override
    public void add(ContainerRecord record, List<String> argv, byte[] archive) {
        boolean plain = archive.length <= PLAIN;
        byte[] kept = plain ? archive : compressed(archive);
        String name = Names.startFiles(record.objectName(), record.id());
        maps.write(name, before -> Optional.of(map(record, name, before, kept, plain ? "tar" : "tgz")));
        switch (record.kind()) {
            case RUN_ONCE ->
                Contention.settle(
                        () -> podTemplate(held(podTemplates, record), name, argv),
                        () -> podTemplates.refresh(record.objectName()));
            case DEPLOYMENT ->
                Contention.settle(
                        () -> deployment(held(deployments, record), name, argv),
                        () -> deployments.refresh(record.objectName()));
        }
    }

    private V1ConfigMap map(
            ContainerRecord record, String name, Optional<V1ConfigMap> before, byte[] kept, String suffix) {
        Map<String, byte[]> all = new TreeMap<>(before.map(ConfigMaps::bytes).orElseGet(Map::of));
        all.put(String.format(Locale.ROOT, "%06d.%s", all.size(), suffix), kept);
        if (all.values().stream().mapToLong(bytes -> bytes.length).sum() > LARGEST) {
            throw EngineException.unsupported("the files for the start of container " + record.name()
                    + " are more than "
                    + (LARGEST >> 10) + " KiB (compressed), which is all that Kubernetes keeps for it: copy them while"
                    + " it runs, or put them into a volume");
        }
        V1ObjectMeta metadata = maps.metadata(name, record.id(), record.name());
        metadata.addOwnerReferencesItem(owners.of(record));
        return new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(metadata)
                .binaryData(all);
    }

    private V1PodTemplate podTemplate(V1PodTemplate object, String configMap, List<String> argv) {
        var changed = new V1PodTemplate()
                .apiVersion("v1")
                .kind("PodTemplate")
                .metadata(object.getMetadata())
                .template(StartFilesTemplate.apply(object.getTemplate(), configMap, argv));
        return Contention.write(() -> podTemplates.replace(changed));
    }

    private V1Deployment deployment(V1Deployment object, String configMap, List<String> argv) {
        V1DeploymentSpec old = object.getSpec();
        var spec = new V1DeploymentSpec()
                .replicas(old.getReplicas())
                .minReadySeconds(old.getMinReadySeconds())
                .progressDeadlineSeconds(old.getProgressDeadlineSeconds())
                .revisionHistoryLimit(old.getRevisionHistoryLimit())
                .selector(old.getSelector())
                .strategy(old.getStrategy())
                .paused(old.getPaused())
                .template(StartFilesTemplate.apply(old.getTemplate(), configMap, argv));
        var changed = new V1Deployment()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .metadata(object.getMetadata())
                .spec(spec);
        return Contention.write(() -> deployments.replace(changed));
    }

    private static <T extends KubernetesObject> T held(CachedResource<T> resource, ContainerRecord record) {
        return resource.get(record.objectName())
                .filter(object -> Keys.annotation(object.getMetadata(), Keys.ID).equals(Optional.of(record.id())))
                .orElseThrow(() -> EngineException.notFound("No such container: " + record.id()));
    }

    private static byte[] compressed(byte[] archive) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
